import { SECOND } from '../../../src/measurement/duration.ts';
import { CLUSTER } from '../cluster/names.ts';
import type { MetricFamily, Sample } from './exposition.ts';
import type { ContainerView, PodView, WorkloadView } from './workload-view.ts';

type Labels = Readonly<Record<string, string>>;

/**
 * What a kubelet serves at /metrics/cadvisor of the workload: one series for each container and one, with empty
 * `container`, `image` and `name`, for the pod's own cgroup, which a careless sum counts twice.
 */
export function cadvisorMetrics(view: WorkloadView): readonly MetricFamily[] {
  const containers = view.pods.flatMap((pod) =>
    pod.container === undefined
      ? []
      : [{ pod, container: pod.container, labels: containerLabels(view.workload, pod, pod.container) }],
  );
  const pods = view.pods.map((pod) => ({ pod, labels: podLabels(pod) }));
  const gauge = (name: string, help: string, samples: readonly Sample[]): MetricFamily => ({
    name,
    help,
    type: 'gauge',
    samples,
  });
  const memory = (name: string, help: string, field: 'rss' | 'workingSet' | 'cache'): MetricFamily =>
    gauge(name, help, [
      ...containers.map(({ container, labels }) => ({ labels, value: container.memory[field] })),
      ...pods.map(({ pod, labels }) => ({ labels, value: pod.memory[field] })),
    ]);
  return [
    memory('container_memory_cache', 'Number of bytes of page cache memory.', 'cache'),
    memory('container_memory_rss', 'Size of RSS in bytes.', 'rss'),
    memory('container_memory_working_set_bytes', 'Current working set in bytes.', 'workingSet'),
    {
      name: 'container_oom_events_total',
      help: 'Count of out of memory events observed for the container',
      type: 'counter',
      samples: containers.map(({ container, labels }) => ({ labels, value: container.oomKills })),
    },
    gauge(
      'container_spec_memory_limit_bytes',
      'Memory limit for the container.',
      containers.map(({ pod, labels }) => ({ labels, value: pod.limit })),
    ),
    gauge(
      'container_start_time_seconds',
      'Start time of the container since unix epoch in seconds.',
      containers.map(({ container, labels }) => ({ labels, value: container.startedAt / SECOND })),
    ),
  ];
}

function containerLabels(workload: string, pod: PodView, container: ContainerView): Labels {
  return {
    container: workload,
    id: `/kubepods/burstable/pod${pod.uid}/${container.id}`,
    image: pod.image,
    name: container.id,
    namespace: CLUSTER.namespace,
    pod: pod.name,
  };
}

function podLabels(pod: PodView): Labels {
  return {
    container: '',
    id: `/kubepods/burstable/pod${pod.uid}`,
    image: '',
    name: '',
    namespace: CLUSTER.namespace,
    pod: pod.name,
  };
}

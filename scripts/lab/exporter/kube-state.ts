import { SECOND } from '../../../src/measurement/duration.ts';
import { CLUSTER } from '../cluster/names.ts';
import type { MetricFamily, Sample } from './exposition.ts';
import type { ContainerView, PodView, WorkloadView } from './workload-view.ts';

type Labels = Readonly<Record<string, string>>;

interface ContainerOf {
  readonly pod: PodView;
  readonly container: ContainerView;
  /** What every metric of a container has. */
  readonly labels: Labels;
}

/** What kube-state-metrics (2.12 or later) serves of the workload. */
export function kubeStateMetrics(view: WorkloadView): readonly MetricFamily[] {
  return [...containerMetrics(view.pods), ...podMetrics(view.pods), ...replicaSetMetrics(view)];
}

function containerMetrics(pods: readonly PodView[]): readonly MetricFamily[] {
  const containers = pods.flatMap((pod) =>
    pod.containers.map((container) => ({
      pod,
      container,
      labels: { namespace: CLUSTER.namespace, pod: pod.name, uid: pod.uid, container: container.name },
    })),
  );
  const perContainer = (sample: (each: ContainerOf) => Sample | undefined): readonly Sample[] =>
    containers.flatMap((each) => sample(each) ?? []);
  return [
    gauge(
      'kube_pod_container_info',
      'Information about a container in a pod.',
      perContainer(({ container, labels }) => ({ labels: { ...labels, ...imageLabels(container) }, value: 1 })),
    ),
    gauge(
      'kube_pod_container_resource_limits',
      'The number of requested limit resource by a container.',
      perContainer(({ container, labels }) => ({
        labels: { ...labels, node: CLUSTER.node, resource: 'memory', unit: 'byte' },
        value: container.limit,
      })),
    ),
    gauge(
      'kube_pod_container_state_started',
      'Start time in unix timestamp for a pod container.',
      perContainer(
        ({ container: { running }, labels }) => running && { labels, value: Math.floor(running.startedAt / SECOND) },
      ),
    ),
    {
      name: 'kube_pod_container_status_restarts_total',
      help: 'The number of container restarts per container.',
      type: 'counter',
      samples: perContainer(({ container, labels }) => ({ labels, value: container.restarts })),
    },
    gauge(
      'kube_pod_container_status_waiting_reason',
      'Describes the reason the container is currently in waiting state.',
      perContainer(({ container: { running, restarts }, labels }) =>
        running === undefined && restarts > 0
          ? { labels: { ...labels, reason: 'CrashLoopBackOff' }, value: 1 }
          : undefined,
      ),
    ),
    gauge(
      'kube_pod_container_status_last_terminated_reason',
      'Describes the last reason the container was in terminated state.',
      perContainer(
        ({ container: { lastTermination: last }, labels }) =>
          last && { labels: { ...labels, reason: last.reason }, value: 1 },
      ),
    ),
    gauge(
      'kube_pod_container_status_last_terminated_exitcode',
      'Describes the exit code for the last container in terminated state.',
      perContainer(({ container: { lastTermination: last }, labels }) => last && { labels, value: last.exitCode }),
    ),
    gauge(
      'kube_pod_container_status_last_terminated_timestamp',
      'Last terminated time for a pod container in unix timestamp.',
      perContainer(
        ({ container: { lastTermination: last }, labels }) => last && { labels, value: Math.floor(last.time / SECOND) },
      ),
    ),
  ];
}

function podMetrics(pods: readonly PodView[]): readonly MetricFamily[] {
  const perPod = (sample: (pod: PodView) => { readonly labels: Labels; readonly value: number }): readonly Sample[] =>
    pods.map((pod) => {
      const { labels, value } = sample(pod);
      return { labels: { namespace: CLUSTER.namespace, pod: pod.name, uid: pod.uid, ...labels }, value };
    });
  return [
    gauge(
      'kube_pod_created',
      'Unix creation timestamp',
      perPod(({ createdAt }) => ({ labels: {}, value: Math.floor(createdAt / SECOND) })),
    ),
    gauge(
      'kube_pod_owner',
      "Information about the Pod's owner.",
      perPod(({ replicaSet }) => ({ labels: ownerLabels('ReplicaSet', replicaSet), value: 1 })),
    ),
  ];
}

function replicaSetMetrics({ workload, replicaSets }: WorkloadView): readonly MetricFamily[] {
  const perReplicaSet = (sample: (set: WorkloadView['replicaSets'][number]) => Sample): readonly Sample[] =>
    replicaSets.map((set) => {
      const { labels, value } = sample(set);
      return { labels: { namespace: CLUSTER.namespace, replicaset: set.name, ...labels }, value };
    });
  return [
    gauge(
      'kube_replicaset_created',
      'Unix creation timestamp',
      perReplicaSet(({ createdAt }) => ({ labels: {}, value: Math.floor(createdAt / SECOND) })),
    ),
    gauge(
      'kube_replicaset_owner',
      "Information about the ReplicaSet's owner.",
      perReplicaSet(() => ({ labels: ownerLabels('Deployment', workload), value: 1 })),
    ),
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[]): MetricFamily {
  return { name, help, type: 'gauge', samples };
}

function ownerLabels(kind: string, name: string): Labels {
  return { owner_kind: kind, owner_name: name, owner_is_controller: 'true' };
}

function imageLabels({ image, running }: ContainerView): Labels {
  const id = running === undefined ? '' : `containerd://${running.id}`;
  return { image_spec: image, image, image_id: '', container_id: id };
}

import type { Instant } from '../../../src/foundation/clock.ts';
import type { Bytes } from '../../../src/measurement/bytes.ts';
import { SECOND } from '../../../src/measurement/duration.ts';
import type { MemoryUsage } from '../cgroup/dialect.ts';
import type { Population } from '../cgroup/memory-cgroup.ts';
import { CLUSTER } from '../cluster/names.ts';
import type { MetricFamily } from './exposition.ts';
import type { CgroupView, PodView, WorkloadView } from './workload-view.ts';

/** One cgroup as cAdvisor shows it: the same labels on every metric. */
interface Row extends CgroupView {
  readonly labels: Readonly<Record<'container' | 'id' | 'image' | 'name' | 'namespace' | 'pod', string>>;
  readonly startedAt: Instant;
  /** Undefined for a cgroup without one. */
  readonly limit: Bytes | undefined;
}

/** Names and help of cAdvisor's collector, in its order. */
const MEMORY: readonly (readonly [name: string, field: keyof MemoryUsage, help: string])[] = [
  ['container_memory_cache', 'cache', 'Number of bytes of page cache memory.'],
  ['container_memory_rss', 'rss', 'Size of RSS in bytes.'],
  ['container_memory_kernel_usage', 'kernel', 'Size of kernel memory allocated in bytes.'],
  ['container_memory_mapped_file', 'mappedFile', 'Size of memory mapped files in bytes.'],
  ['container_memory_swap', 'swap', 'Container swap usage in bytes.'],
  [
    'container_memory_usage_bytes',
    'usage',
    'Current memory usage in bytes, including all memory regardless of when it was accessed',
  ],
  ['container_memory_working_set_bytes', 'workingSet', 'Current working set in bytes.'],
  ['container_memory_total_active_file_bytes', 'activeFile', 'Current total active file in bytes.'],
  ['container_memory_total_inactive_file_bytes', 'inactiveFile', 'Current total inactive file in bytes.'],
];

const POPULATION: readonly (readonly [name: string, field: keyof Population, help: string])[] = [
  ['container_processes', 'processes', 'Number of processes running inside the container.'],
  ['container_sockets', 'sockets', 'Number of open sockets for the container.'],
  ['container_threads', 'threads', 'Number of threads running inside the container'],
];

/**
 * What a kubelet with containerd serves at /metrics/cadvisor of the workload. Besides the containers there are, with an
 * empty `container`, the pod's own cgroup (empty `image` and `name`, too) and its sandbox: a careless sum counts most of the
 * memory twice.
 */
export function cadvisorMetrics(view: WorkloadView): readonly MetricFamily[] {
  const rows = view.pods.flatMap(rowsOf);
  const family = (
    name: string,
    help: string,
    value: (row: Row) => number,
    type: MetricFamily['type'] = 'gauge',
  ): MetricFamily => ({ name, help, type, samples: rows.map((row) => ({ labels: row.labels, value: value(row) })) });
  return [
    ...MEMORY.map(([name, field, help]) => family(name, help, ({ memory }) => memory[field])),
    ...POPULATION.map(([name, field, help]) => family(name, help, ({ population }) => population[field])),
    family(
      'container_oom_events_total',
      'Count of out of memory events observed for the container',
      ({ oomKills }) => oomKills,
      'counter',
    ),
    family('container_spec_memory_limit_bytes', 'Memory limit for the container.', ({ limit }) => limit ?? 0),
    family(
      'container_start_time_seconds',
      'Start time of the container since unix epoch in seconds.',
      ({ startedAt }) => Math.floor(startedAt / SECOND),
    ),
  ];
}

function rowsOf(pod: PodView): readonly Row[] {
  const id = `/kubepods/burstable/pod${pod.uid}`;
  const labels = (own: Pick<Row['labels'], 'container' | 'id' | 'image' | 'name'>): Row['labels'] => ({
    container: own.container,
    id: own.id,
    image: own.image,
    name: own.name,
    namespace: CLUSTER.namespace,
    pod: pod.name,
  });
  const { pause } = pod;
  return [
    ...pod.containers.flatMap(({ name, image, limit, running }) =>
      running === undefined
        ? []
        : [
            {
              ...running,
              limit,
              labels: labels({ container: name, id: `${id}/${running.id}`, image, name: running.id }),
            },
          ],
    ),
    {
      ...pod.cgroup,
      startedAt: pod.createdAt,
      limit: pod.limit,
      labels: labels({ container: '', id, image: '', name: '' }),
    },
    {
      ...pause,
      limit: undefined,
      labels: labels({ container: '', id: `${id}/${pause.id}`, image: pause.image, name: pause.id }),
    },
  ];
}

import type { Series } from '../../src/metrics/series.ts';
import { trackOf } from '../../src/metrics/series.ts';
import type { OtelMetric } from './otel-series.ts';

/** How a recorded metric is called by OpenTelemetry, and what of its labels are attributes. */
interface Translation {
  readonly name: string;
  readonly unit: OtelMetric['unit'];
  readonly kind?: OtelMetric['kind'];
  readonly attributes?: (labels: Series['labels']) => Readonly<Record<string, string>> | undefined;
}

const AREAS: Readonly<Record<string, string>> = { heap: 'heap', nonheap: 'non_heap' };
const pool = ({ area = '', id = '' }: Series['labels']) => ({
  'jvm.memory.type': AREAS[area] ?? area,
  'jvm.memory.pool.name': id,
});

/** What the instrumentations of OpenTelemetry send of a process; what they do not is left out. */
const OF_PROCESSES: Readonly<Record<string, Translation>> = {
  go_goroutines: { name: 'go.goroutine.count', unit: '{count}' },
  go_memstats_next_gc_bytes: { name: 'go.memory.gc.goal', unit: 'By' },
  go_gc_gogc_percent: { name: 'go.config.gogc', unit: '%' },
  go_gc_gomemlimit_bytes: { name: 'go.memory.limit', unit: 'By' },
  go_memstats_stack_inuse_bytes: {
    name: 'go.memory.used',
    unit: 'By',
    attributes: () => ({ 'go.memory.type': 'stack' }),
  },
  jvm_memory_used_bytes: { name: 'jvm.memory.used', unit: 'By', attributes: pool },
  jvm_memory_committed_bytes: { name: 'jvm.memory.committed', unit: 'By', attributes: pool },
  jvm_memory_max_bytes: { name: 'jvm.memory.limit', unit: 'By', attributes: pool },
  // What Micrometer calls so is the usage of the old pool after its last collection; the lab's JVMs collect in parallel.
  jvm_gc_live_data_size_bytes: {
    name: 'jvm.memory.used_after_last_gc',
    unit: 'By',
    attributes: () => pool({ area: 'heap', id: 'PS Old Gen' }),
  },
  jvm_threads_states_threads: {
    name: 'jvm.thread.count',
    unit: '{count}',
    attributes: ({ state = '' }) => ({ 'jvm.thread.state': state, 'jvm.thread.daemon': 'true' }),
  },
  jvm_buffer_memory_used_bytes: {
    name: 'jvm.buffer.memory.used',
    unit: 'By',
    attributes: ({ id = '' }) => ({ 'jvm.buffer.pool.name': id }),
  },
  nodejs_heap_space_size_used_bytes: {
    name: 'v8js.memory.heap.used',
    unit: 'By',
    attributes: ({ space = '' }) => ({ 'v8js.heap.space.name': space }),
  },
  nodejs_heap_space_size_total_bytes: {
    name: 'v8js.memory.heap.limit',
    unit: 'By',
    attributes: ({ space = '' }) => ({ 'v8js.heap.space.name': space }),
  },
  python_gc_collections_total: {
    name: 'cpython.gc.collections',
    unit: '{count}',
    kind: 'counter',
    attributes: ({ generation = '' }) => ({ 'cpython.gc.generation': generation }),
  },
  process_resident_memory_bytes: { name: 'process.memory.usage', unit: 'By' },
};

/** What the kubelet's and the cluster's receivers send of containers. */
const OF_CONTAINERS: Readonly<Record<string, Translation>> = {
  container_memory_rss: { name: 'container.memory.rss', unit: 'By' },
  container_memory_working_set_bytes: { name: 'container.memory.working_set', unit: 'By' },
  kube_pod_container_resource_limits: { name: 'k8s.container.memory_limit', unit: 'By' },
  kube_pod_container_status_restarts_total: { name: 'k8s.container.restarts', unit: '{count}' },
};

/** A recording as OpenTelemetry’s SDKs would have sent it, and the receivers of the collector where they replace the exporters. */
export function inDialect(series: readonly Series[], { receivers = false } = {}): readonly OtelMetric[] {
  const names = receivers ? { ...OF_PROCESSES, ...OF_CONTAINERS } : OF_PROCESSES;
  const translated = series.flatMap(({ metric, labels, ...track }): OtelMetric[] => {
    const known = names[metric];
    if (known === undefined || labels['container'] === undefined || labels['resource'] === 'cpu') return [];
    const { name, unit, kind = 'gauge', attributes = () => ({}) } = known;
    return [{ name, unit, kind, attributes: attributes(labels), resource: resourceOf(labels), track }];
  });
  return joined([...translated, ...memoryOfGo(series)]);
}

/** cAdvisor names the container by its id, the receiver does not: what a restart divides there is one series here. */
function joined(metrics: readonly OtelMetric[]): readonly OtelMetric[] {
  const groups = Map.groupBy(metrics, ({ name, attributes, resource }) => JSON.stringify([name, attributes, resource]));
  return [...groups.values()].flatMap((parts) => {
    const byStart = [...parts].sort((a, b) => (a.track.times[0] ?? 0) - (b.track.times[0] ?? 0));
    const points = new Map(
      byStart.flatMap(({ track }) => [...track.times].map((time, i) => [time, track.values[i] ?? 0])),
    );
    const track = trackOf([...points].sort(([a], [b]) => a - b));
    return parts.slice(0, 1).map((one) => ({ ...one, track }));
  });
}

/** `go.memory.used` of the other type is what the runtime holds and did not return, without stacks: no one gauge of client_golang. */
function memoryOfGo(series: readonly Series[]): readonly OtelMetric[] {
  const of = (metric: string, like: Series) =>
    series.find(
      (each) =>
        each.metric === metric &&
        each.labels['instance'] === like.labels['instance'] &&
        each.labels['pod'] === like.labels['pod'],
    );
  return series
    .filter(({ metric }) => metric === 'go_memstats_sys_bytes')
    .map((all) => {
      const [released, stacks] = ['go_memstats_heap_released_bytes', 'go_memstats_stack_inuse_bytes'].map((metric) =>
        of(metric, all),
      );
      const used = [...all.times].map((time, i) => {
        const [free = 0, stack = 0] = [released, stacks].map((each) => each?.values[each.times.indexOf(time)] ?? 0);
        return [time, (all.values[i] ?? 0) - free - stack] as const;
      });
      return {
        name: 'go.memory.used',
        unit: 'By',
        kind: 'gauge',
        attributes: { 'go.memory.type': 'other' },
        resource: resourceOf(all.labels),
        track: trackOf(used),
      };
    });
}

function resourceOf({ namespace = '', container = '', pod = '', cluster = '' }: Series['labels']) {
  return {
    'service.name': container,
    'service.namespace': namespace,
    'service.instance.id': `id-of-${pod}`,
    'k8s.cluster.name': cluster,
    'k8s.namespace.name': namespace,
    'k8s.pod.name': pod,
    'k8s.container.name': container,
  };
}

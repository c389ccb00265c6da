/** What Leakbot wants to know, whatever the metric is called. A heap is the collected heap of the runtime at hand. */
export type Quantity =
  | 'rss'
  | 'working-set'
  /** All memory charged to the container. */
  | 'usage'
  /** Every page of a file, tmpfs and shared memory among them. */
  | 'page-cache'
  /** Pages of files that were read again lately: the kernel takes them back last. */
  | 'active-file'
  /** Pages moved to a swap device: charged beside the working set. */
  | 'swap'
  /** Kernel memory by itself; cgroup v2 always reports 0. */
  | 'kernel'
  /** Threads, processes and sockets of the whole container, whatever runs in it. */
  | 'container-threads'
  | 'processes'
  | 'sockets'
  /** Kills for memory of any process in the container, its main process or not. */
  | 'oom-events'
  /** What the whole pod is charged, earlier containers and memory-backed volumes included. */
  | 'pod-usage'
  | 'pod-working-set'
  /** Resident memory as the process reports it: shows whose the metrics beside it are. */
  | 'process-rss'
  | 'memory-limit'
  /** The limit that the kernel enforces: changes when a resize is carried out, not when it is asked for. */
  | 'limit-in-force'
  | 'restarts'
  | 'terminated-reason'
  | 'last-terminated'
  /** Why containers ended, whatever the reason: the label `reason` names it. */
  | 'end-reason'
  | 'exit-code'
  /** Why a container does not run now: `CrashLoopBackOff`. */
  | 'waiting-reason'
  | 'start-time'
  | 'requests'
  | 'goroutines'
  | 'threads'
  | 'handles'
  /** What survives a collection. */
  | 'live-heap'
  /** What the last collections of what lives long left; 0 before the first one. */
  | 'collected-heap'
  /** Objects and the garbage among them. */
  | 'heap-used'
  /** What the runtime has taken from the system for its heap. */
  | 'heap-committed'
  /** How far the heap may grow. */
  | 'heap-max'
  | 'heap-inuse'
  | 'heap-idle'
  | 'heap-released'
  | 'stacks'
  | 'runtime-sys'
  /** The heap size at which the next collection is due. */
  | 'next-collection'
  | 'metaspace'
  | 'code-cache'
  /** Memory of buffers that the heap only refers to: direct buffers, array buffers. */
  | 'buffers'
  /** What the tracer of allocations keeps for itself. */
  | 'tracing'
  | 'collections'
  | 'last-collection'
  | 'gogc'
  | 'gomemlimit';

/** Things that a process counts, each of which keeps memory. */
export const COUNTED_QUANTITIES = ['goroutines', 'threads', 'handles'] as const satisfies readonly Quantity[];

export type CountedQuantity = (typeof COUNTED_QUANTITIES)[number];

/**
 * How samples of a metric are to be read: `value` as they stand; `floor` stands above the quantity by garbage, so only
 * its floor counts; `counter` only its increases count; `seconds` is a moment in seconds since the epoch.
 */
export type Reading = 'value' | 'floor' | 'counter' | 'seconds';

/** Who exposes a metric; decides which labels name the pod. */
export type Exporter = 'cadvisor' | 'kube-state-metrics' | 'process';

/** One condition on a label of a metric. */
export interface LabelMatcher {
  readonly label: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** One metric that reports a quantity. */
export interface Candidate {
  readonly metric: string;
  readonly exporter: Exporter;
  readonly matchers: readonly LabelMatcher[];
  readonly aggregate: 'last' | 'max' | 'min';
  readonly reading: Reading;
  /** The labels whose values are parts of the quantity (memory pools, heap spaces): their series are added up. */
  readonly parts?: string | readonly string[] | undefined;
  /** Zero is told as long as there is nothing to tell, before the first collection. */
  readonly zeroIsUnknown?: boolean | undefined;
}

// cAdvisor also reports the pod's own cgroup and the pause container: both carry no image or no container name.
const OF_CONTAINERS: readonly LabelMatcher[] = [
  { label: 'container', op: '!=', value: '' },
  { label: 'image', op: '!=', value: '' },
];

export function cadvisor(
  metric: string,
  aggregate: Candidate['aggregate'] = 'last',
  reading: Reading = 'value',
): Candidate {
  return { metric, exporter: 'cadvisor', matchers: OF_CONTAINERS, aggregate, reading };
}

// The pod's own cgroup; the pause container has no container name either, but an image.
const OF_PODS: readonly LabelMatcher[] = [
  { label: 'container', op: '=', value: '' },
  { label: 'image', op: '=', value: '' },
];

/** What cAdvisor reports of the whole pod. */
export function cadvisorPod(metric: string): Candidate {
  return { metric, exporter: 'cadvisor', matchers: OF_PODS, aggregate: 'last', reading: 'value' };
}

export function kube(metric: string, reading: Reading, matchers: readonly LabelMatcher[] = []): Candidate {
  return { metric, exporter: 'kube-state-metrics', matchers, aggregate: 'max', reading };
}

/** A metric that the process exposes of itself. */
export function own(metric: string, rest: Partial<Omit<Candidate, 'metric' | 'exporter'>> = {}): Candidate {
  return { metric, exporter: 'process', matchers: [], aggregate: 'last', reading: 'value', ...rest };
}

/**
 * A metric of OpenTelemetry's semantic conventions, by its name there (https://opentelemetry.io/docs/specs/semconv): a
 * source knows what each server calls it. Labels are written with underscores, `jvm_memory_type`.
 */
export function otel(name: string, rest: Partial<Omit<Candidate, 'metric' | 'exporter'>> = {}): Candidate {
  return own(name, rest);
}

/** What the receivers of OpenTelemetry's collector report of containers, from the kubelet and the API server. */
export function otelContainer(
  name: string,
  aggregate: Candidate['aggregate'] = 'last',
  reading: Reading = 'value',
): Candidate {
  return { metric: name, exporter: 'cadvisor', matchers: [], aggregate, reading };
}

/** Stands above its quantity by garbage: of a step the lowest sample counts. */
export const FLOOR = { reading: 'floor', aggregate: 'min' } as const satisfies Partial<Candidate>;

export function is(label: string, value: string): LabelMatcher {
  return { label, op: '=', value };
}

export function like(label: string, value: string): LabelMatcher {
  return { label, op: '=~', value };
}

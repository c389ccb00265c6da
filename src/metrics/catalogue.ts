import type { LabelMatcher } from './series.ts';

/** What Leakbot wants to know, whatever the metric is called. */
export type Quantity =
  | 'rss'
  | 'working-set'
  | 'page-cache'
  | 'memory-limit'
  | 'restarts'
  | 'terminated-reason'
  | 'last-terminated'
  | 'start-time'
  | 'requests'
  | 'goroutines'
  | 'live-heap'
  | 'last-collection'
  | 'heap-inuse'
  | 'heap-idle'
  | 'heap-released'
  | 'stacks'
  | 'runtime-sys'
  | 'gogc'
  | 'gomemlimit';

/**
 * How samples of a metric are to be read: `value` as they stand; `floor` stands above the quantity by garbage, so only
 * its floor counts; `counter` only its increases count; `seconds` is a moment in seconds since the epoch.
 */
export type Reading = 'value' | 'floor' | 'counter' | 'seconds';

/** Who exposes a metric; decides which labels name the pod. */
export type Exporter = 'cadvisor' | 'kube-state-metrics' | 'process';

export interface Candidate {
  readonly metric: string;
  readonly exporter: Exporter;
  readonly matchers: readonly LabelMatcher[];
  readonly aggregate: 'last' | 'max' | 'min';
  readonly reading: Reading;
}

/** One way to ask for a quantity of a service: the candidate with every matcher it needs. */
export interface MetricRequest extends Candidate {
  readonly quantity: Quantity;
}

// cAdvisor also reports the pod's own cgroup and the pause container: both carry no image or no container name.
const OF_CONTAINERS: readonly LabelMatcher[] = [
  { label: 'container', op: '!=', value: '' },
  { label: 'image', op: '!=', value: '' },
];

const cadvisor = (metric: string, aggregate: Candidate['aggregate'] = 'last', reading: Reading = 'value') =>
  ({ metric, exporter: 'cadvisor', matchers: OF_CONTAINERS, aggregate, reading }) satisfies Candidate;

const kube = (metric: string, reading: Reading, matchers: readonly LabelMatcher[] = []) =>
  ({ metric, exporter: 'kube-state-metrics', matchers, aggregate: 'max', reading }) satisfies Candidate;

const own = (metric: string, reading: Reading = 'value', aggregate: Candidate['aggregate'] = 'last') =>
  ({ metric, exporter: 'process', matchers: [], aggregate, reading }) satisfies Candidate;

const label = (name: string, value: string): LabelMatcher => ({ label: name, op: '=', value });

/** Where each quantity is found, best first. Names and traps: the exporters' own documents. */
export const CATALOGUE: Readonly<Record<Quantity, readonly Candidate[]>> = {
  // The maximum of a step, so that a burst between two points still shows.
  rss: [cadvisor('container_memory_rss', 'max'), own('process_resident_memory_bytes', 'value', 'max')],
  'working-set': [cadvisor('container_memory_working_set_bytes', 'max')],
  'page-cache': [cadvisor('container_memory_cache')],
  'memory-limit': [
    kube('kube_pod_container_resource_limits', 'value', [label('resource', 'memory')]),
    cadvisor('container_spec_memory_limit_bytes'),
  ],
  restarts: [kube('kube_pod_container_status_restarts_total', 'counter')],
  'terminated-reason': [
    kube('kube_pod_container_status_last_terminated_reason', 'value', [label('reason', 'OOMKilled')]),
  ],
  'last-terminated': [kube('kube_pod_container_status_last_terminated_timestamp', 'seconds')],
  'start-time': [
    cadvisor('container_start_time_seconds', 'last', 'seconds'),
    own('process_start_time_seconds', 'seconds'),
  ],
  requests: [
    own('http_requests_total', 'counter'),
    own('http_server_requests_seconds_count', 'counter'),
    own('http_server_request_duration_seconds_count', 'counter'),
    own('http_request_duration_seconds_count', 'counter'),
    own('grpc_server_handled_total', 'counter'),
  ],
  goroutines: [own('go_goroutines')],
  'live-heap': [
    own('go_gc_heap_live_bytes'),
    own('go_memstats_alloc_bytes', 'floor', 'min'),
    own('go_memstats_heap_alloc_bytes', 'floor', 'min'),
  ],
  'last-collection': [own('go_memstats_last_gc_time_seconds', 'seconds')],
  'heap-inuse': [own('go_memstats_heap_inuse_bytes')],
  'heap-idle': [own('go_memstats_heap_idle_bytes')],
  'heap-released': [own('go_memstats_heap_released_bytes')],
  stacks: [own('go_memstats_stack_inuse_bytes')],
  'runtime-sys': [own('go_memstats_sys_bytes')],
  gogc: [own('go_gc_gogc_percent')],
  gomemlimit: [own('go_gc_gomemlimit_bytes')],
};

const KUBE_LABELS = new Set(['namespace', 'pod', 'container']);

/**
 * Every way to ask for a quantity of the service that `selector` selects, best first; the first answer that is not
 * empty stands. Without `honor_labels` Prometheus keeps kube-state-metrics' own pod under `pod` and moves the one
 * meant to `exported_pod`, so those labels come first. A process's own metrics may lack the container label.
 */
export function requestsFor(quantity: Quantity, selector: readonly LabelMatcher[]): readonly MetricRequest[] {
  return CATALOGUE[quantity].flatMap((candidate) =>
    selectorsFor(candidate.exporter, selector).map((matchers) => ({
      ...candidate,
      quantity,
      matchers: [...matchers, ...candidate.matchers],
    })),
  );
}

function selectorsFor(exporter: Exporter, selector: readonly LabelMatcher[]): readonly (readonly LabelMatcher[])[] {
  switch (exporter) {
    case 'cadvisor':
      return [selector];
    case 'kube-state-metrics': {
      if (!selector.some((matcher) => KUBE_LABELS.has(matcher.label))) return [selector];
      const exported = selector.map((matcher) =>
        KUBE_LABELS.has(matcher.label) ? { ...matcher, label: `exported_${matcher.label}` } : matcher,
      );
      return [exported, selector];
    }
    case 'process': {
      const withoutContainer = selector.filter((matcher) => matcher.label !== 'container');
      return withoutContainer.length === selector.length || withoutContainer.length === 0
        ? [selector]
        : [selector, withoutContainer];
    }
  }
}

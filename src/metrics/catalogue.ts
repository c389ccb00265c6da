import {
  type Candidate,
  cadvisor,
  cadvisorPod,
  type Exporter,
  is,
  kube,
  type LabelMatcher,
  otel,
  otelContainer,
  own,
  type Quantity,
  type Reading,
} from '../runtime/candidate.ts';
import { OTHERS, RUNTIMES, type Runtime } from '../runtime/runtimes.ts';

export type { Candidate, Exporter, Quantity, Reading } from '../runtime/candidate.ts';
export type { Runtime } from '../runtime/runtimes.ts';

/** One way to ask for a quantity of a service: the candidate with every matcher it needs. */
export interface MetricRequest extends Candidate {
  readonly quantity: Quantity;
  /** Those of its matchers that select the service; the others are the candidate's own. */
  readonly selector: readonly LabelMatcher[];
}

/** kube-state-metrics keeps a native side-car, an init container that goes on, apart from the pod's other containers. */
function ofContainers(rest: string, reading: Reading, matchers: readonly LabelMatcher[] = []): readonly Candidate[] {
  return ['kube_pod_container', 'kube_pod_init_container'].map((kind) => kube(`${kind}_${rest}`, reading, matchers));
}

/** The rules that kubernetes-mixin records cAdvisor's memory by: some servers are sent these alone. */
const recorded = (metric: string) => `node_namespace_pod_container:${metric}`;

/** Resident memory as Nomad's clients and process-exporter report it, of containers and processes without Kubernetes. */
export const ELSEWHERE = ['nomad_client_allocs_memory_rss', 'namedprocess_namegroup_memory_bytes'] as const;
const [OF_NOMAD, OF_GROUPS] = ELSEWHERE;

/** Exporters and rules that few servers have: whether a server has them is asked before their series are. */
const OF_FEW =
  /^(?:nomad_|namedprocess_|podman_|node_namespace_pod_container:|cluster:|kube_pod_container_resource_limits_memory_bytes$)/;

/** Owners of memory figures that few services are written in, or run as. */
const OF_OWNERS = OTHERS.map(({ metrics }) => metrics.prefix);

/** Whether most servers have no such metric. */
export function isRare(metric: string): boolean {
  return OF_FEW.test(metric) || OF_OWNERS.some((prefix) => metric.startsWith(prefix));
}

/** What any container or process exposes, best first. Names and traps: the exporters' own documents. */
const OF_ANY_PROCESS: Readonly<Partial<Record<Quantity, readonly Candidate[]>>> = {
  // The maximum of a step, so that a burst between two points still shows.
  rss: [
    cadvisor('container_memory_rss', 'max'),
    own('process_resident_memory_bytes', { aggregate: 'max' }),
    otelContainer('container.memory.rss', 'max'),
    otel('process.memory.usage', { aggregate: 'max' }),
    cadvisor(recorded('container_memory_rss'), 'max'),
    cadvisor(OF_NOMAD, 'max'),
    { ...cadvisor(OF_GROUPS, 'max'), matchers: [is('memtype', 'resident')] },
  ],
  'working-set': [
    cadvisor('container_memory_working_set_bytes', 'max'),
    otelContainer('container.memory.working_set', 'max'),
    cadvisor(recorded('container_memory_working_set_bytes'), 'max'),
  ],
  usage: [
    cadvisor('container_memory_usage_bytes'),
    cadvisor('nomad_client_allocs_memory_usage'),
    cadvisor('podman_container_mem_usage_bytes'),
  ],
  'page-cache': [
    cadvisor('container_memory_cache'),
    cadvisor(recorded('container_memory_cache')),
    cadvisor('nomad_client_allocs_memory_cache'),
  ],
  'active-file': [cadvisor('container_memory_total_active_file_bytes')],
  swap: [cadvisor('container_memory_swap')],
  kernel: [cadvisor('container_memory_kernel_usage')],
  'container-threads': [cadvisor('container_threads')],
  processes: [cadvisor('container_processes')],
  sockets: [cadvisor('container_sockets')],
  'oom-events': [
    cadvisor('container_oom_events_total', 'max', 'counter'),
    cadvisor('nomad_client_allocs_oom_killed', 'max', 'counter'),
  ],
  'pod-usage': [cadvisorPod('container_memory_usage_bytes')],
  'pod-working-set': [cadvisorPod('container_memory_working_set_bytes')],
  'process-rss': [own('process_resident_memory_bytes'), otel('process.memory.usage')],
  'memory-limit': [
    ...ofContainers('resource_limits', 'value', [is('resource', 'memory')]),
    cadvisor('container_spec_memory_limit_bytes'),
    otelContainer('k8s.container.memory_limit'),
    kube('cluster:namespace:pod_memory:active:kube_pod_container_resource_limits', 'value'),
    cadvisor('nomad_client_allocs_memory_allocated'),
    cadvisor('podman_container_mem_limit_bytes'),
    // Of kube-state-metrics before version 2.
    kube('kube_pod_container_resource_limits_memory_bytes', 'value'),
  ],
  'limit-in-force': [cadvisor('container_spec_memory_limit_bytes')],
  restarts: [
    ...ofContainers('status_restarts_total', 'counter'),
    otelContainer('k8s.container.restarts', 'max', 'counter'),
    cadvisor('nomad_client_allocs_restart', 'max', 'counter'),
  ],
  'terminated-reason': ofContainers('status_last_terminated_reason', 'value', [is('reason', 'OOMKilled')]),
  'end-reason': ofContainers('status_last_terminated_reason', 'value'),
  'exit-code': ofContainers('status_last_terminated_exitcode', 'value'),
  'waiting-reason': ofContainers('status_waiting_reason', 'value'),
  'last-terminated': ofContainers('status_last_terminated_timestamp', 'seconds'),
  'start-time': [
    cadvisor('container_start_time_seconds', 'last', 'seconds'),
    own('process_start_time_seconds', { reading: 'seconds' }),
    cadvisor('namedprocess_namegroup_oldest_start_time_seconds', 'last', 'seconds'),
    cadvisor('podman_container_started_seconds', 'last', 'seconds'),
  ],
  requests: [
    own('http_requests_total', { reading: 'counter' }),
    own('http_server_requests_seconds_count', { reading: 'counter' }),
    own('http_server_request_duration_seconds_count', { reading: 'counter' }),
    own('http_request_duration_seconds_count', { reading: 'counter' }),
    // prometheus-net's.
    own('http_requests_received_total', { reading: 'counter' }),
    own('grpc_server_handled_total', { reading: 'counter' }),
    otel('http.server.request.duration_count', { reading: 'counter' }),
  ],
};

/** Where a quantity is found, best first; every runtime's names while the runtime is unknown. */
export function candidatesFor(quantity: Quantity, runtime: Runtime = 'unknown'): readonly Candidate[] {
  const asked = RUNTIMES.filter(({ name }) => runtime === 'unknown' || name === runtime);
  return [...(OF_ANY_PROCESS[quantity] ?? []), ...asked.flatMap(({ metrics }) => metrics.names[quantity] ?? [])];
}

/** Every metric that a question may ask for, how, and for which quantity. */
export function everyCandidate(): readonly (Candidate & { readonly quantity: Quantity })[] {
  const all = [OF_ANY_PROCESS, ...RUNTIMES.map(({ metrics }) => metrics.names)];
  return all.flatMap((names) =>
    quantitiesOf(names).flatMap((quantity) => (names[quantity] ?? []).map((each) => ({ ...each, quantity }))),
  );
}

function quantitiesOf(names: Readonly<Partial<Record<Quantity, readonly Candidate[]>>>): readonly Quantity[] {
  return Object.keys(names) as readonly Quantity[];
}

/** The names of every metric that a question may ask for. */
export function everyMetric(): ReadonlySet<string> {
  return new Set([
    ...everyCandidate().map(({ metric }) => metric),
    ...RUNTIMES.flatMap(({ metrics }) => metrics.signs),
  ]);
}

const KUBE_LABELS = new Set(['namespace', 'pod', 'container']);

/**
 * Every way to ask for a quantity of the service that `selector` selects, best first; the first answer that is not
 * empty stands. Without `honor_labels` Prometheus keeps kube-state-metrics' own pod under `pod` and moves the one
 * meant to `exported_pod`, so those labels come first. A process's own metrics may lack the container label.
 */
export function requestsFor(
  quantity: Quantity,
  selector: readonly LabelMatcher[],
  runtime: Runtime = 'unknown',
): readonly MetricRequest[] {
  return candidatesFor(quantity, runtime).flatMap((candidate) =>
    selectorsFor(candidate.exporter, selector).map((own) => ({
      ...candidate,
      quantity,
      selector: own,
      matchers: [...own, ...candidate.matchers],
    })),
  );
}

export function selectorsFor(
  exporter: Exporter,
  selector: readonly LabelMatcher[],
): readonly (readonly LabelMatcher[])[] {
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

import { escapeRegex } from '../../foundation/escape-regex.ts';
import type { TimeRange } from '../../measurement/time.ts';
import { candidatesFor } from '../../metrics/catalogue.ts';
import type { LabelMatcher } from '../../metrics/series.ts';
import { RUNTIMES } from '../../runtime/runtimes.ts';
import { discoveredServices } from '../../service/discovered-services.ts';
import type { Service } from '../../service/service.ts';
import { OWNER_METRICS } from '../../service/workload-owners.ts';
import { type PrometheusApi, seconds } from './api.ts';
import { NAMED_BARE, UNITS } from './bare-containers.ts';
import { CONTAINERS_ELSEWHERE, canonicalLabels, handedOnAmong, withoutExporter } from './label-styles.ts';
import { isOtelName, spellings } from './otel-names.ts';
import { PODMAN_INFO, podmanContainer } from './podman-names.ts';
import { selectorText } from './promql.ts';
import { seriesSchema } from './schema.ts';
import { TARGET_INFO, targetInfoOf } from './target-info.ts';

type Labels = Readonly<Record<string, string>>;

/** What every process of a runtime has: whatever exposes it can be investigated down to the heap. */
const SIGNS = RUNTIMES.filter(({ metrics }) => metrics.byExporter !== true).flatMap(({ name, metrics }) => [
  { pattern: escapeRegex(metrics.signs[0]), name },
  ...metrics.signs.filter(isOtelName).map((sign) => ({ pattern: spellings(sign), name })),
]);

/** What any process exposes, whatever it is written in. */
const ANY_PROCESS = 'process_resident_memory_bytes';

/** What the kubelet and kube-state-metrics know of every container: enough to name it and to judge its memory. */
const OF_CONTAINERS = [
  PODMAN_INFO,
  ...['container_memory_working_set_bytes', 'container_memory_rss', 'kube_pod_container_status_restarts_total'],
  ...candidatesFor('rss').flatMap(({ metric, exporter }) =>
    exporter === 'cadvisor' && !isOtelName(metric) ? [metric] : [],
  ),
].join('|');

/** Neither the pod's own cgroup nor the pause container, by whichever label the container has: `label-styles.ts`. */
const NAMED_CONTAINERS: readonly (readonly LabelMatcher[])[] = [
  ...['container', 'container_name'].map((label) => [{ label, op: '!~', value: '|POD' } as const]),
  ...CONTAINERS_ELSEWHERE.map((label) => [{ label, op: '!=', value: '' } as const]),
  NAMED_BARE,
];

const named = (labels: Labels) =>
  labels['__name__'] === PODMAN_INFO ? podmanContainer(labels) : canonicalLabels(labels);

/** The same from the receivers of OpenTelemetry's collector, under names that nothing else has. */
const OF_RECEIVERS = [spellings('k8s.container.restarts'), spellings('k8s.container.memory_limit')].join('|');

/** More than this is not a list that someone chooses from, and not an answer to hold in memory. */
const MOST_SERIES = 20_000;

/**
 * The services that Prometheus saw in a range, one for each container of a workload, by name. Asked for apart, so that
 * a cluster with more containers than fit into one answer still shows those that expose a runtime.
 * Throws UnavailableError.
 */
export async function discoverServices(
  api: PrometheusApi,
  range: TimeRange,
  signal?: AbortSignal,
): Promise<readonly Service[]> {
  const names = (value: string): LabelMatcher => ({ label: '__name__', op: '=~', value });
  const ask = (asked: string, matchers: readonly LabelMatcher[], either: typeof NAMED_CONTAINERS = [[]]) => {
    const selections = either.map((one) => [...matchers, ...one]);
    return seriesLike(api, { asked, selections, range }, signal);
  };
  const ofProcesses = [...SIGNS.map(({ pattern }) => pattern), ANY_PROCESS, OF_RECEIVERS].join('|');
  const [processes, containers, owners, info] = await Promise.all([
    ask('series of processes', [names(ofProcesses)]),
    containersIn((either) => ask('series of containers', [names(OF_CONTAINERS)], either)),
    ask('owners of pods', [names(OWNER_METRICS.join('|'))]),
    ask('which pods processes are', [names(TARGET_INFO)]),
  ]);
  const { completed } = targetInfoOf(info);
  const isHandedOn = handedOnAmong(processes);
  const clusterOf = clustersOf([...containers, ...owners]);
  const meant = (labels: Labels) => {
    const its = canonicalLabels(completed(labels));
    return clusterOf(isHandedOn(labels) && !('k8s_pod_name' in its) ? withoutExporter(its) : its);
  };
  return discoveredServices({
    members: [...processes.map(meant), ...containers.map(named)],
    owners,
    runtimeOf: (metric) => SIGNS.find(({ pattern }) => new RegExp(`^(?:${pattern})$`).test(metric))?.name,
  });
}

/** Where nothing names containers, the units of systemd are what runs. */
async function containersIn(
  ask: (either: typeof NAMED_CONTAINERS) => Promise<readonly Labels[]>,
): Promise<readonly Labels[]> {
  const named = await ask(NAMED_CONTAINERS);
  return named.length > 0 ? named : ask([UNITS]);
}

/**
 * Puts a process into the cluster in which the kubelet's and kube-state-metrics' series have its pod, by the server's own
 * label or by none at all: an attribute of the process may call it otherwise, and what knows its memory would not be found.
 */
function clustersOf(series: readonly Labels[]): (process: Labels) => Labels {
  const byPod = Map.groupBy(series, ({ namespace, pod }) => JSON.stringify([namespace, pod]));
  return (process) => {
    const { namespace, pod, cluster, k8s_cluster_name: attribute } = process;
    if (pod === undefined || cluster === undefined || cluster !== attribute) return process;
    const [known, ...others] = new Set(
      byPod.get(JSON.stringify([namespace, pod]))?.map((each) => each['cluster'] ?? ''),
    );
    return known === undefined || others.length > 0 ? process : { ...process, cluster: known };
  };
}

interface Asked {
  /** For the message of an error. */
  readonly asked: string;
  /** Each selects some of them. */
  readonly selections: readonly (readonly LabelMatcher[])[];
  readonly range: TimeRange;
}

function seriesLike(
  api: PrometheusApi,
  { asked, selections, range }: Asked,
  signal?: AbortSignal,
): Promise<readonly Labels[]> {
  return api.get(
    {
      path: 'series',
      parameters: {
        'match[]': selections.map((each) => selectorText('', each)),
        start: seconds(range.from),
        end: seconds(range.to),
        limit: String(MOST_SERIES),
      },
      asked,
      shape: (data) => seriesSchema.parse(data),
    },
    signal,
  );
}

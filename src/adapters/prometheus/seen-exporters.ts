import type { TimeRange } from '../../measurement/time.ts';
import { everyCandidate } from '../../metrics/catalogue.ts';
import type { LabelMatcher } from '../../metrics/series.ts';
import { RUNTIMES } from '../../runtime/runtimes.ts';
import { type PrometheusApi, seconds } from './api.ts';
import { isOtelName, spellings } from './otel-names.ts';
import { selectorText } from './promql.ts';
import { seriesSchema } from './schema.ts';

/** Which of those that measure containers from outside report anything. */
export interface SeenExporters {
  /** Whether anything that Leakbot reads is of a pod of Kubernetes; without pods neither of them is missing. */
  readonly kubernetes: boolean;
  readonly cadvisor: boolean;
  readonly kubeState: boolean;
}

/** By whichever label it is named; Docker's containers have others. */
const POD_LABELS = ['pod', 'exported_pod', 'kubernetes_pod_name', 'k8s_pod_name', 'pod_name'];

/** What shows every process or container: all names there are would make too long an address. */
export const SIGNS: ReadonlySet<string> = new Set([
  'process_resident_memory_bytes',
  'container_memory_rss',
  'container_memory_working_set_bytes',
  'kube_pod_container_status_restarts_total',
  ...RUNTIMES.map(({ metrics }) => metrics.signs[0]),
]);

const OF_CADVISOR = /^(container_|container\.memory)/;
const OF_KUBE_STATE = /^(kube_pod_|k8s\.container)/;

/** OpenTelemetry's receivers stand in for either. Throws UnavailableError. */
export async function seenExporters(api: PrometheusApi, range: TimeRange): Promise<SeenExporters> {
  const [kubernetes, cadvisor, kubeState] = await Promise.all([
    isAnySeen(
      api,
      POD_LABELS.map((label) => [nameAmong(SIGNS), { label, op: '!=', value: '' }]),
      range,
    ),
    isAnySeen(api, [[nameAmong(namesLike(OF_CADVISOR))]], range),
    isAnySeen(api, [[nameAmong(namesLike(OF_KUBE_STATE))]], range),
  ]);
  return { kubernetes, cadvisor, kubeState };
}

/** Every name like this that a question asks for. */
function namesLike(like: RegExp): ReadonlySet<string> {
  return new Set(everyCandidate().flatMap(({ metric }) => (like.test(metric) ? [metric] : [])));
}

function nameAmong(names: ReadonlySet<string>): LabelMatcher {
  const value = [...names].map((metric) => (isOtelName(metric) ? spellings(metric) : metric)).join('|');
  return { label: '__name__', op: '=~', value };
}

async function isAnySeen(
  api: PrometheusApi,
  selections: readonly (readonly LabelMatcher[])[],
  range: TimeRange,
): Promise<boolean> {
  const found = await api.get({
    path: 'series',
    parameters: {
      'match[]': selections.map((each) => selectorText('', each)),
      start: seconds(range.from),
      end: seconds(range.to),
      limit: '1',
    },
    asked: 'metrics of containers',
    shape: (data) => seriesSchema.parse(data),
  });
  return found.length > 0;
}

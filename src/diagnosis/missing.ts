import { anyOf } from '../measurement/listed.ts';
import { type Candidate, candidatesFor, type Quantity, type Runtime } from '../metrics/catalogue.ts';
import { KUBERNETES, type Place } from '../metrics/place.ts';
import { nameWhenMissing } from '../runtime/quantities.ts';
import type { RuntimeWords } from '../runtime/runtime-words.ts';
import { guideTo, PROFILED, RUNTIMES } from '../runtime/runtimes.ts';
import type { UnreadRuntime } from '../runtime/unread-runtimes.ts';
import type { Gap } from './finding.ts';
import type { Judgement } from './judgement.ts';
import type { Observation } from './observation.ts';

const KUBE_STATE = 'install kube-state-metrics and let Prometheus scrape it';
const STARTS = 'expose process_start_time_seconds in the process: it shows each start';

/** Settings that no runtime says differently. */
const SETTINGS: Readonly<Partial<Record<Quantity, string>>> = {
  'memory-limit': `set a limit for the container if it has none; else ${KUBE_STATE}, or set memoryLimit of the service in leakbot.yaml`,
  requests: 'count requests in http_requests_total, or by the names that Micrometer and OpenTelemetry use',
};

/** The same where there is no Kubernetes. */
const ELSEWHERE: Readonly<Partial<Record<Quantity, string>>> = {
  ...SETTINGS,
  'memory-limit':
    'give it a limit if it has none (that of its container, or MemoryMax of its unit), and set memoryLimit of the service in leakbot.yaml',
  restarts: STARTS,
  'start-time': STARTS,
  'terminated-reason': 'read the kernel’s log (journalctl -k): it names each process that was killed for memory',
};

/** What only the metrics of a runtime report. */
const RUNTIMES_OWN: ReadonlySet<string> = new Set(RUNTIMES.flatMap(({ metrics }) => Object.keys(metrics.names)));

/** `go_*, jvm_* or python_*` */
const OF_A_RUNTIME = anyOf(PROFILED.map(({ metrics }) => `${metrics.prefix}*`));

/** More names than this are no help. */
const MOST_NAMES = 3;

/** Recording rules, and exporters beside cAdvisor: used by those who have them, and no one else is to install them. */
const READ_WHERE_THERE = /:|^(?:nomad_client|namedprocess|podman)_/;

/** What is known of the process besides its runtime. */
interface About {
  readonly unread?: UnreadRuntime | undefined;
  readonly place?: Place | undefined;
}

/** The gap that a missing quantity leaves: its metrics, and the setting that adds them. Undefined for what is only nice to have. */
export function gapOf(
  quantity: Quantity,
  runtime: Runtime | undefined,
  { unread, place = KUBERNETES }: About = {},
): Gap | undefined {
  const { words } = guideTo(runtime);
  const name = quantity === 'live-heap' ? words.live : nameWhenMissing(quantity);
  if (name === undefined) return undefined;
  const candidates = candidatesFor(quantity, runtime);
  const unknown = runtime === undefined || runtime === 'unknown';
  if (unknown && candidates[0]?.exporter === 'process' && RUNTIMES_OWN.has(quantity))
    return unread !== undefined
      ? {
          missing: `${name}: there is no reader for the metrics of ${unread.name} (${unread.metrics}) that this process exposes`,
          fix: unread.see,
        }
      : {
          missing: `${name}: this process exposes no ${OF_A_RUNTIME} metric`,
          fix: exposed(words, place),
        };
  // What adds a container's metric adds that of a native side-car too.
  const metrics = [...new Set(candidates.map(({ metric }) => metric))]
    .filter((metric) => !metric.startsWith('kube_pod_init_container_') && !READ_WHERE_THERE.test(metric))
    .slice(0, MOST_NAMES);
  const settings = place.kubernetes ? SETTINGS : ELSEWHERE;
  const own = place.otel ? undefined : words.settings[quantity];
  const fix =
    (own && inPlace(own, place)) ?? settings[quantity] ?? exportedBy(candidates, place) ?? exposed(words, place);
  return { missing: metrics.length === 0 ? name : `${name} (${metrics.join(' or ')})`, fix };
}

/** How what measures containers comes to report it; undefined where the process has to. */
function exportedBy(candidates: readonly Candidate[], { kubernetes, otel }: Place): string | undefined {
  const exporter = candidates[0]?.exporter ?? 'process';
  if (exporter === 'process') return undefined;
  if (!kubernetes) return 'where it runs in a container, let Prometheus scrape cAdvisor on its machine';
  const scraped = exporter === 'cadvisor' ? 'let Prometheus scrape the kubelet at /metrics/cadvisor' : KUBE_STATE;
  if (!otel || !candidates.some(({ metric }) => metric.includes('.'))) return scraped;
  const receiver = exporter === 'cadvisor' ? 'kubeletstats' : 'k8s_cluster';
  return `let OpenTelemetry’s collector send what its ${receiver} receiver reads, or ${scraped}`;
}

function exposed({ exposing, exposingOtel }: RuntimeWords, place: Place): string {
  if (!place.otel) return inPlace(exposing, place);
  return place.kubernetes ? `${exposingOtel}, with k8s.pod.name among its attributes` : exposingOtel;
}

/** A pod’s own metrics are only found where they name it. */
function inPlace(setting: string, { kubernetes }: Place): string {
  return kubernetes ? setting.replace('let Prometheus scrape it', '$&, with the pod label') : setting;
}

/** What shows why a container is killed, or stays full, that does not grow. */
const STILL_CAUSES: readonly Quantity[] = [
  'memory-limit',
  'working-set',
  'requests',
  'live-heap',
  'gomemlimit',
  'heap-max',
];

/** Those of the missing quantities that hide a cause other than growth. */
export function hidingCauses(missing: readonly Quantity[]): readonly Quantity[] {
  return STILL_CAUSES.filter((quantity) => missing.includes(quantity));
}

/** A question that no metric answers: unclear, naming what is missing and how to add it. */
export function missingJudgement(observation: Observation, quantities: readonly Quantity[], pod?: string): Judgement {
  const gaps = quantities.flatMap(
    (quantity) =>
      gapOf(quantity, observation.runtime, { unread: observation.unread?.runtime, place: observation.place }) ?? [],
  );
  const where = pod === undefined ? '' : ` for ${pod}`;
  const [first] = gaps;
  return {
    answer: 'unclear',
    confidence: 0.5,
    headline:
      first === undefined
        ? `Not measured${where}.`
        : `Not measured${where}: ${gaps.map((gap) => gap.missing).join(', ')}.`,
    reasons: [
      ...new Set(
        gaps.map(({ fix }) => (fix === observation.unread?.runtime.see ? `To see it, ${fix}.` : `To add it, ${fix}.`)),
      ),
    ],
    unmeasured: true,
  };
}

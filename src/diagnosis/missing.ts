import { anyOf } from '../measurement/listed.ts';
import { candidatesFor, type Quantity, type Runtime } from '../metrics/catalogue.ts';
import { nameWhenMissing } from '../runtime/quantities.ts';
import { guideTo, RUNTIMES } from '../runtime/runtimes.ts';
import type { UnreadRuntime } from '../runtime/unread-runtimes.ts';
import type { Gap } from './finding.ts';
import type { Judgement } from './judgement.ts';
import type { Observation } from './observation.ts';

const CADVISOR = 'let Prometheus scrape the kubelet at /metrics/cadvisor';
const KUBE_STATE = 'install kube-state-metrics and let Prometheus scrape it';

/** Settings that no runtime says differently. */
const SETTINGS: Readonly<Partial<Record<Quantity, string>>> = {
  'memory-limit': `set a limit for the container if it has none; else ${KUBE_STATE}, or set memoryLimit of the service in leakbot.yaml`,
  requests: 'count requests in http_requests_total, or by the names that Micrometer and OpenTelemetry use',
};

/** What only the metrics of a runtime report. */
const RUNTIMES_OWN: ReadonlySet<string> = new Set(RUNTIMES.flatMap(({ metrics }) => Object.keys(metrics.names)));

/** `go_*, jvm_* or python_*` */
const OF_A_RUNTIME = anyOf(RUNTIMES.map(({ metrics }) => `${metrics.prefix}*`));

/** More names than this are no help. */
const MOST_NAMES = 3;

/** The gap that a missing quantity leaves: its metrics, and the setting that adds them. Undefined for what is only nice to have. */
export function gapOf(quantity: Quantity, runtime: Runtime | undefined, unread?: UnreadRuntime): Gap | undefined {
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
          fix: words.exposing,
        };
  // What adds a container's metric adds that of a native side-car too.
  const metrics = [...new Set(candidates.map(({ metric }) => metric))]
    .filter((metric) => !metric.startsWith('kube_pod_init_container_'))
    .slice(0, MOST_NAMES);
  const fix = words.settings[quantity] ?? SETTINGS[quantity] ?? EXPORTERS[candidates[0]?.exporter ?? 'process'](words);
  return { missing: metrics.length === 0 ? name : `${name} (${metrics.join(' or ')})`, fix };
}

const EXPORTERS = {
  cadvisor: () => CADVISOR,
  'kube-state-metrics': () => KUBE_STATE,
  process: (words: { readonly exposing: string }) => words.exposing,
} as const;

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
    (quantity) => gapOf(quantity, observation.runtime, observation.unread?.runtime) ?? [],
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

import { anyOf } from '../measurement/listed.ts';
import { candidatesFor, type Quantity, type Runtime } from '../metrics/catalogue.ts';
import { guideTo, RUNTIMES } from '../runtime/runtimes.ts';
import type { Gap } from './finding.ts';
import type { Judgement } from './judgement.ts';
import type { Observation } from './observation.ts';

const CADVISOR = 'let Prometheus scrape the kubelet at /metrics/cadvisor';
const KUBE_STATE = 'install kube-state-metrics and let Prometheus scrape it';

/** What a quantity is called; those without a name are nice to have, and nobody needs told. */
const NAMES: Readonly<Partial<Record<Quantity, string>>> = {
  rss: 'memory of the pods',
  'working-set': 'the working set, and with it page cache',
  'memory-limit': 'the memory limit',
  restarts: 'the restart count',
  'terminated-reason': 'why containers ended',
  'start-time': 'when containers started',
  requests: 'the traffic',
  goroutines: 'the goroutine count',
  threads: 'the thread count',
  handles: 'the number of active handles',
  'collected-heap': 'what collections leave of the heap',
  'heap-used': 'how much of the heap is in use',
  'heap-committed': 'what the heap has taken from the system',
  'heap-max': 'how far the heap may grow',
  'heap-inuse': 'heap spans in use',
  'heap-idle': 'idle heap spans',
  'heap-released': 'heap returned to the system',
  stacks: 'stack memory',
  'runtime-sys': 'memory of the runtime',
  metaspace: 'metaspace',
  'code-cache': 'compiled code',
  buffers: 'memory of buffers outside the heap',
  gomemlimit: 'GOMEMLIMIT',
};

/** Settings that no runtime says differently. */
const SETTINGS: Readonly<Partial<Record<Quantity, string>>> = {
  'memory-limit': `${KUBE_STATE}, or set memoryLimit of the service in leakbot.yaml`,
  requests: 'count requests in http_requests_total, or by the names that Micrometer and OpenTelemetry use',
};

/** What only a runtime's own metrics tell. */
const RUNTIMES_OWN: ReadonlySet<string> = new Set(RUNTIMES.flatMap(({ metrics }) => Object.keys(metrics.names)));

/** `go_*, jvm_* or python_*` */
const OF_A_RUNTIME = anyOf(RUNTIMES.map(({ metrics }) => `${metrics.prefix}*`));

/** More names than this are no help. */
const MOST_NAMES = 3;

/** The gap that a missing quantity leaves: its metrics, and the setting that adds them. Undefined where nobody needs told. */
export function gapOf(quantity: Quantity, runtime: Runtime | undefined): Gap | undefined {
  const { words } = guideTo(runtime);
  const name = quantity === 'live-heap' ? words.live : NAMES[quantity];
  if (name === undefined) return undefined;
  const candidates = candidatesFor(quantity, runtime);
  const unknown = runtime === undefined || runtime === 'unknown';
  if (unknown && candidates[0]?.exporter === 'process' && RUNTIMES_OWN.has(quantity))
    return {
      missing: `${name}: no ${OF_A_RUNTIME} metric of this process is to be found`,
      fix: words.exposing,
    };
  const metrics = [...new Set(candidates.map(({ metric }) => metric))].slice(0, MOST_NAMES);
  const fix = words.settings[quantity] ?? SETTINGS[quantity] ?? EXPORTERS[candidates[0]?.exporter ?? 'process'](words);
  return { missing: metrics.length === 0 ? name : `${name} (${metrics.join(' or ')})`, fix };
}

const EXPORTERS = {
  cadvisor: () => CADVISOR,
  'kube-state-metrics': () => KUBE_STATE,
  process: (words: { readonly exposing: string }) => words.exposing,
} as const;

/** What tells why a container is killed, or stays full, that does not grow. */
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
  const gaps = quantities.flatMap((quantity) => gapOf(quantity, observation.runtime) ?? []);
  const where = pod === undefined ? '' : ` for ${pod}`;
  const [first] = gaps;
  return {
    answer: 'unclear',
    confidence: 0.5,
    headline:
      first === undefined
        ? `Not measured${where}.`
        : `Not measured${where}: ${gaps.map((gap) => gap.missing).join(', ')}.`,
    reasons: [...new Set(gaps.map((gap) => `To add it, ${gap.fix}.`))],
    unmeasured: true,
  };
}

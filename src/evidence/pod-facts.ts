import type { Answer, PodFacts } from '../attribution/facts.ts';
import type { Quantity, Runtime } from '../metrics/catalogue.ts';
import { containerOf, podOf } from '../metrics/pod-label.ts';
import type { LabelMatcher, Series } from '../metrics/series.ts';
import { RUNTIMES } from '../runtime/runtimes.ts';
import type { Question } from './asked-about.ts';
import { answerOfPod } from './asking.ts';
import type { ProcessSeries } from './process-series.ts';
import type { Readings } from './readings.ts';
import { stepFor } from './window.ts';
import type { WorkloadMemory } from './workload-memory.ts';

/** What the kubelet and kube-state-metrics know of any container, and what any process reports. */
const OF_ANY_CONTAINER: readonly Quantity[] = [
  'rss',
  'working-set',
  'usage',
  'page-cache',
  'active-file',
  'swap',
  'kernel',
  'container-threads',
  'processes',
  'sockets',
  'oom-events',
  'process-rss',
  'start-time',
  'memory-limit',
  'limit-in-force',
  'restarts',
  'terminated-reason',
  'end-reason',
  'exit-code',
  'waiting-reason',
  'last-terminated',
];

interface About {
  readonly memory: WorkloadMemory;
  readonly pod: string;
  readonly runtime: Runtime;
  readonly process: ProcessSeries;
}

/** Reads all that the ledger of one pod needs. Throws UnavailableError. */
export async function podFacts(
  readings: Readings,
  question: Question,
  { memory, pod, runtime, process }: About,
): Promise<PodFacts> {
  const { range } = memory;
  const own = memory.pods.find((each) => each.pod === pod);
  const named = !memory.unnamed.has(pod);
  const within = { ...question, range, runtime, pod, named, isOwn: process.isOwn };
  const quantities = [...OF_ANY_CONTAINER, ...quantitiesOf(runtime)];
  const [answers, whole] = await Promise.all([
    Promise.all(quantities.map((quantity) => answerOfPod(readings, quantity, within))),
    named ? podAndContainers(readings, { ...question, range }, pod) : NO_POD_AROUND,
  ]);
  const found: Partial<Record<Quantity, Answer>> = {};
  for (const [i, quantity] of quantities.entries()) {
    const answer = answers[i];
    if (answer !== undefined) found[quantity] = { metric: answer.request, series: answer.series };
  }
  // Where nothing measures the process, its runtime's account of it is split as if it were resident.
  if (memory.taken?.ofProcess === true && memory.metric !== undefined && own !== undefined)
    found['process-rss'] ??= {
      metric: gauge(memory.metric),
      series: [{ metric: memory.metric, labels: { pod }, ...own.rss }],
    };
  const { usage, workingSet, podUsage, podWorkingSet } = whole;
  const ofPod = (name: 'pod-usage' | 'pod-working-set', series: readonly Series[]) =>
    series.length === 0 ? {} : { [name]: { metric: OF_POD[name], series } };
  return {
    pod,
    container: question.service.workload.container,
    range,
    runtime,
    lifetimes: own?.lifetimes ?? [],
    restarts: own?.restarts ?? 0,
    answers: { ...found, ...ofPod('pod-usage', podUsage), ...ofPod('pod-working-set', podWorkingSet) },
    siblings: {
      ...(usage.length === 0 ? {} : { usage }),
      ...(workingSet.length === 0 ? {} : { 'working-set': workingSet }),
    },
    builds: memory.builds.filter(({ labels }) => podOf(labels) === pod),
    limit: question.service.memoryLimit,
  };
}

function quantitiesOf(runtime: Runtime): readonly Quantity[] {
  const definition = RUNTIMES.find(({ name }) => name === runtime);
  return definition === undefined ? [] : (Object.keys(definition.metrics.names) as readonly Quantity[]);
}

const USAGE = 'container_memory_usage_bytes';
const WORKING_SET = 'container_memory_working_set_bytes';

const gauge = (metric: string) =>
  ({ metric, exporter: 'cadvisor', matchers: [], aggregate: 'last', reading: 'value' }) as const;
const OF_POD = { 'pod-usage': gauge(USAGE), 'pod-working-set': gauge(WORKING_SET) } as const;

interface PodAndContainers {
  readonly usage: readonly Series[];
  readonly workingSet: readonly Series[];
  readonly podUsage: readonly Series[];
  readonly podWorkingSet: readonly Series[];
}

/** Of a process that goes by its instance. */
const NO_POD_AROUND: PodAndContainers = { usage: [], workingSet: [], podUsage: [], podWorkingSet: [] };

/** The memory that the pod's own cgroup is charged, and that of every container in it. */
async function podAndContainers(
  readings: Readings,
  { service, range, signal }: Question,
  pod: string,
): Promise<PodAndContainers> {
  const around = service.selector.filter(({ label }) => label !== 'container' && label !== 'pod');
  const matchers: readonly LabelMatcher[] = [...around, { label: 'pod', op: '=', value: pod }];
  const query = { metrics: [USAGE, WORKING_SET], matchers, range, step: stepFor(range), aggregate: 'last' } as const;
  const all = await readings.several(query, signal);
  const of = (metric: string, wanted: (series: Series) => boolean) =>
    all.filter((series) => series.metric === metric && series.times.length > 0 && wanted(series));
  return {
    usage: of(USAGE, isContainer),
    workingSet: of(WORKING_SET, isContainer),
    podUsage: of(USAGE, isPod),
    podWorkingSet: of(WORKING_SET, isPod),
  };
}

function isContainer({ labels }: Series): boolean {
  const container = containerOf(labels);
  return container !== undefined && container !== 'POD';
}

/** The pause container has no container name either, but an image. */
function isPod({ labels }: Series): boolean {
  return containerOf(labels) === undefined && (labels['image'] ?? '') === '';
}

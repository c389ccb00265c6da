import { fitIn, outgrows, runsIn } from '../attribution/process-owner.ts';
import { lengthOf } from '../measurement/time.ts';
import { selectorsFor } from '../metrics/catalogue.ts';
import { largestOf, lastRunningOf, sumOf } from '../metrics/measured.ts';
import type { Place } from '../metrics/place.ts';
import { containerOf, podOf } from '../metrics/pod-label.ts';
import type { Series, Track } from '../metrics/series.ts';
import { RUNTIMES } from '../runtime/runtimes.ts';
import { UNREAD_SIGNS } from '../runtime/unread-runtimes.ts';
import type { Question } from './asked-about.ts';
import type { Readings } from './readings.ts';
import { stepFor } from './window.ts';

type Named = Pick<Series, 'metric' | 'labels'>;

/** Which series of processes are those of the container that is investigated. */
export interface ProcessSeries {
  /** Signs of a runtime that its own process shows. */
  readonly signs: ReadonlySet<string>;
  /** What runtimes that are not read say of their heaps, of all pods. */
  readonly unread: readonly Series[];
  /** Whether a series is its process's own, and not that of another container in its pod. */
  isOwn(series: Named): boolean;
}

/**
 * Finds out which process metrics are those of the investigated container. With its container's label they are its own,
 * and then nothing else is. Without the label, or with that of another container (a side-car that hands on what the
 * application exposes, as Istio's does), they are taken only where no other container of the pod could be their owner,
 * where the process's resident memory, reported beside them, is that of the container, or where its heap is more than any
 * of the others holds.
 */
export async function processSeries(readings: Readings, question: Question): Promise<ProcessSeries> {
  const { service, range, signal } = question;
  const [own, wide] = selectorsFor('process', service.selector);
  const metrics = [...RUNTIMES.flatMap(({ metrics: { signs } }) => signs), ...UNREAD_SIGNS];
  const step = stepFor(range);
  const ask = async (matchers: Question['service']['selector']) => {
    const series = await readings.several({ metrics, matchers, range, step, aggregate: 'last' }, signal);
    return series.filter(({ times }) => times.length > 0);
  };
  const labelled = await ask(own ?? []);
  if (labelled.length > 0 || wide === undefined) {
    const container = service.workload.container;
    // A selector without a container, or with a pattern, selects whatever it selects.
    const isOwn = ({ labels }: Named) => wide === undefined || containerOf(labels) === container;
    return { signs: namesOf(labelled), unread: unreadIn(labelled), isOwn };
  }
  const [unlabelled, containers, processes, heaps] = await Promise.all([
    ask(wide),
    coarsely(readings, ['container_memory_rss'], { question, matchers: [...wide, ...OF_CONTAINERS] }),
    coarsely(readings, ['process_resident_memory_bytes', ...RESIDENT.values()], { question, matchers: wide }),
    coarsely(readings, HEAPS, { question, matchers: wide }),
  ]);
  const seen = { containers, processes, heaps, signs: unlabelled, container: service.workload.container };
  const isOwn = (series: Named) => belongs(series, seen);
  const found = unlabelled.filter(isOwn);
  return { signs: namesOf(found), unread: unreadIn(found), isOwn };
}

/** A place whose processes speak as these signs show; containers may be measured otherwise. */
export function sentBy(place: Place, signs: ReadonlySet<string>): Place {
  if (signs.size === 0) return place;
  return { ...place, otel: [...signs].every((metric) => metric.includes('.')) };
}

function unreadIn(series: readonly Series[]): readonly Series[] {
  return series.filter(({ metric }) => UNREAD_SIGNS.includes(metric));
}

function namesOf(series: readonly Series[]): ReadonlySet<string> {
  return new Set(series.map(({ metric }) => metric));
}

const OF_CONTAINERS = [{ label: 'container', op: '!~', value: '|POD' }] as const;

/** Enough points to see whether two tracks go together. */
const FEW_POINTS = 24;

/** What is resident of a process by its own figures, by the beginning of their names. */
const RESIDENT: ReadonlyMap<string, string> = new Map(
  RUNTIMES.flatMap(({ metrics: { prefix, resident } }) => (resident === undefined ? [] : [[prefix, resident]])),
);

/** What runtimes say of their heaps; a part of one is resident as the whole is. */
const HEAPS = [
  ...new Set(
    RUNTIMES.flatMap(({ metrics: { names } }) => names['live-heap'] ?? []).flatMap(({ metric }) =>
      metric.includes('.') ? [] : [metric],
    ),
  ),
];

function coarsely(
  readings: Readings,
  metrics: readonly string[],
  { question, matchers }: { readonly question: Question; readonly matchers: Question['service']['selector'] },
): Promise<readonly Series[]> {
  const { range, signal } = question;
  const step = Math.max(stepFor(range), Math.ceil(lengthOf(range) / FEW_POINTS));
  return readings.several({ metrics, matchers, range, step, aggregate: 'last' }, signal);
}

/** A container that a process fits at so many more of the samples is the one it runs in. */
const CLEARLY_BETTER = 0.4;

interface Seen {
  /** Resident memory of every container of the pods, and of every process that exposes its own. */
  readonly containers: readonly Series[];
  readonly processes: readonly Series[];
  /** Parts of the heaps of those that report them. */
  readonly heaps: readonly Series[];
  /** Signs of runtimes in the pods, whosever they are. */
  readonly signs: readonly Series[];
  readonly container: string | undefined;
}

function belongs({ metric, labels }: Named, seen: Seen): boolean {
  const { containers, processes, heaps, container } = seen;
  const pod = podOf(labels);
  const inPod = containers.filter((each) => podOf(each.labels) === pod);
  const own = inPod.filter((each) => containerOf(each.labels) === container);
  const named = containerOf(labels);
  const others = new Set(
    inPod
      .map((each) => containerOf(each.labels))
      .filter((name) => name !== container)
      .filter((name) => named !== undefined || !isSomethingElse(name, { metric, labels }, seen)),
  );
  // A process that shows no sign of a runtime may still label what it has as its container's.
  if (named !== undefined && named === container) return true;
  // Where the kubelet's metrics are missing there is no other container to mistake it for.
  if (own.length === 0) return named === undefined || named === container;
  if (named === undefined && others.size === 0) return true;
  const resident = RESIDENT.entries().find(([prefix]) => metric.startsWith(prefix))?.[1];
  if (resident !== undefined) {
    // Served by an exporter, or by a proxy among the figures of others: what it says is resident shows of which container.
    const said = processes.filter((each) => each.metric === resident && isBeside(each.labels, labels));
    return said.length > 0 && runsIn(largestOf(said), { container: container ?? '', rss: lastRunningOf(own) });
  }
  // No proxy of a mesh exposes a JVM’s: it hands on the application’s, with its own labels or with none.
  const proxied = [...others].every((name) => MESH_PROXIES.test(name ?? '')) && isHandedOn(named);
  if (proxied && !/^(?:go|process)_/.test(metric)) return true;
  const memoryOf = (name: string | undefined) => ({
    container: name ?? '',
    rss: lastRunningOf(inPod.filter((each) => containerOf(each.labels) === name)),
  });
  const elsewhere = [...others].map(memoryOf);
  const of = (all: readonly Series[]) => all.filter((each) => isBeside(each.labels, labels));
  const beside = of(processes.filter((each) => each.metric === 'process_resident_memory_bytes'));
  if (beside.length > 0) {
    const process = largestOf(beside);
    if (!runsIn(process, memoryOf(container))) {
      // Where kills lie between the few points nothing agrees by much: it runs where it fits far better than elsewhere.
      const best = Math.max(...elsewhere.map((each) => fitIn(process, each)));
      const ambiguous = elsewhere.some((each) => runsIn(process, each));
      return isHandedOn(named) && !ambiguous && fitIn(process, memoryOf(container)) >= best + CLEARLY_BETTER;
    }
    // Where it may run in the container that its label names, its label is right; a mesh's proxy labels what it hands on.
    const ofOther = !isHandedOn(named) && inPod.some((each) => containerOf(each.labels) === named);
    return !ofOther || !runsIn(process, memoryOf(named));
  }
  const heap = of(heaps).filter((each) => each.metric.startsWith(prefixOf(metric)));
  if (heap.length === 0 || !isHandedOn(named)) return false;
  const whole = wholeOf(heap);
  return elsewhere.every((each) => outgrows(whole, each)) && !outgrows(whole, memoryOf(container));
}

/** `jvm_` of `jvm_memory_used_bytes` */
function prefixOf(metric: string): string {
  return /^[a-z]+[_.]/.exec(metric)?.[0] ?? metric;
}

/** Whether a container says under its own name what its runtime is, and that it is none that speaks here without a name. */
function isSomethingElse(container: string | undefined, { labels }: Named, { signs }: Seen): boolean {
  const pod = podOf(labels);
  const its = signs.filter((each) => podOf(each.labels) === pod && containerOf(each.labels) === container);
  const here = new Set(signs.filter((each) => isBeside(each.labels, labels)).map(({ metric }) => prefixOf(metric)));
  return its.length > 0 && here.size > 0 && its.every(({ metric }) => !here.has(prefixOf(metric)));
}

/** Labels that differ where the same process is scraped twice. */
const OF_SCRAPE = ['job', 'endpoint', 'prometheus', 'prometheus_replica'] as const;

/** A heap by the metric that shows most of it; its parts are series of one metric, from one scrape. */
function wholeOf(parts: readonly Series[]): Track {
  const scrapes = Map.groupBy(parts, ({ metric, labels }) =>
    [metric, ...OF_SCRAPE.map((label) => labels[label] ?? '')].join('\n'),
  );
  return largestOf([...scrapes.values()].map(sumOf));
}

/** Whether a label says nothing of whose a series is: it is missing, or that of a proxy which hands on others'. */
function isHandedOn(container: string | undefined): boolean {
  return container === undefined || MESH_PROXIES.test(container);
}

/** Whether two series are of one process, or of processes that answer at one address. */
function isBeside(a: Series['labels'], b: Series['labels']): boolean {
  return podOf(a) === podOf(b) && containerOf(a) === containerOf(b) && a['instance'] === b['instance'];
}

/** Proxies of service meshes that merge the metrics of the application beside them into their own. */
const MESH_PROXIES = /^(istio-proxy|envoy|linkerd-proxy|kuma-sidecar|consul-dataplane)$/;

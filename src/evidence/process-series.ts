import { fitIn, runsIn } from '../attribution/process-owner.ts';
import { lengthOf } from '../measurement/time.ts';
import { selectorsFor } from '../metrics/catalogue.ts';
import { largestOf } from '../metrics/measured.ts';
import type { Place } from '../metrics/place.ts';
import { containerOf, podOf } from '../metrics/pod-label.ts';
import type { Series } from '../metrics/series.ts';
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
 * or where the process's resident memory, reported beside them, is that of the container.
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
  const [unlabelled, containers, processes] = await Promise.all([
    ask(wide),
    residentOf(readings, 'container_memory_rss', { question, matchers: [...wide, ...OF_CONTAINERS] }),
    residentOf(readings, 'process_resident_memory_bytes', { question, matchers: wide }),
  ]);
  const seen = { containers, processes, container: service.workload.container };
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

function residentOf(
  readings: Readings,
  metric: string,
  { question, matchers }: { readonly question: Question; readonly matchers: Question['service']['selector'] },
): Promise<readonly Series[]> {
  const { range, signal } = question;
  const step = Math.max(stepFor(range), Math.ceil(lengthOf(range) / FEW_POINTS));
  return readings.several({ metrics: [metric], matchers, range, step, aggregate: 'last' }, signal);
}

/** A container that a process fits at so many more of the samples is the one it runs in. */
const CLEARLY_BETTER = 0.4;

interface Seen {
  /** Resident memory of every container of the pods, and of every process that exposes its own. */
  readonly containers: readonly Series[];
  readonly processes: readonly Series[];
  readonly container: string | undefined;
}

function belongs({ metric, labels }: Named, { containers, processes, container }: Seen): boolean {
  const pod = podOf(labels);
  const inPod = containers.filter((each) => podOf(each.labels) === pod);
  const own = inPod.filter((each) => containerOf(each.labels) === container);
  const others = new Set(inPod.map((each) => containerOf(each.labels)).filter((name) => name !== container));
  const named = containerOf(labels);
  // A process that shows no sign of a runtime may still label what it has as its container's.
  if (named !== undefined && named === container) return true;
  // Where the kubelet's metrics are missing there is no other container to mistake it for.
  if (own.length === 0) return named === undefined || named === container;
  if (named === undefined && others.size === 0) return true;
  const beside = processes.filter(
    (each) =>
      podOf(each.labels) === pod &&
      containerOf(each.labels) === named &&
      each.labels['instance'] === labels['instance'],
  );
  if (beside.length > 0) {
    const process = largestOf(beside);
    const memoryOf = (all: readonly Series[]) => ({ container: '', rss: largestOf(all) });
    if (!runsIn(process, memoryOf(own))) {
      // Where kills lie between the few points nothing agrees by much: it runs where it fits far better than elsewhere.
      const elsewhere = [...others].map((name) => memoryOf(inPod.filter((each) => containerOf(each.labels) === name)));
      const best = Math.max(...elsewhere.map((each) => fitIn(process, each)));
      const ambiguous = elsewhere.some((each) => runsIn(process, each));
      return (
        (named === undefined || MESH_PROXIES.test(named)) &&
        !ambiguous &&
        fitIn(process, memoryOf(own)) >= best + CLEARLY_BETTER
      );
    }
    // Where it may run in the container that its label names, its label is right; a mesh's proxy labels what it hands on.
    const labelled = MESH_PROXIES.test(named ?? '')
      ? []
      : inPod.filter((each) => named !== undefined && containerOf(each.labels) === named);
    return labelled.length === 0 || !runsIn(process, memoryOf(labelled));
  }
  // A proxy that hands on the application's metrics labels them as its own; no proxy exposes a JVM's.
  const only = [...others].every((name) => MESH_PROXIES.test(name ?? ''));
  return only && MESH_PROXIES.test(named ?? '') && !metric.startsWith('go_') && !metric.startsWith('process_');
}

/** Proxies of service meshes that merge the metrics of the application beside them into their own. */
const MESH_PROXIES = /^(istio-proxy|envoy|linkerd-proxy|kuma-sidecar|consul-dataplane)$/;

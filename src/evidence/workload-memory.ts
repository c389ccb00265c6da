import type { EarlierMemory } from '../diagnosis/before-window.ts';
import type { Instant } from '../foundation/clock.ts';
import type { Milliseconds } from '../measurement/duration.ts';
import type { TimeRange } from '../measurement/time.ts';
import type { Quantity } from '../metrics/catalogue.ts';
import { buildInfoMetrics, type Deploy, deploysOf, revisionOfPod } from '../metrics/deploys.ts';
import { withFinalEnd } from '../metrics/final-end.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { type Place, placeOf } from '../metrics/place.ts';
import { podLabelOf, podOf } from '../metrics/pod-label.ts';
import { type MemorySeries, podMemoryOf } from '../metrics/pod-memory.ts';
import type { Series } from '../metrics/series.ts';
import type { ProcessNaming } from '../metrics/several-processes.ts';
import type { Question } from './asked-about.ts';
import { askFor } from './asking.ts';
import { earlierMemory } from './earlier-memory.ts';
import { endOfData } from './late-data.ts';
import { limitByName } from './limit-by-name.ts';
import { nodeBoots } from './node-boots.ts';
import { nodesAtKills } from './nodes-at-kills.ts';
import { podRecords } from './pod-records.ts';
import type { MetricsSource } from './ports.ts';
import { Readings } from './readings.ts';
import { accountOf, type StandIn, USAGE, WORKING_SET } from './stand-in.ts';
import { MANY_PODS, steadySeries } from './steady-series.ts';
import { stuckMemory } from './stuck-memory.ts';
import { takenMemory } from './taken-memory.ts';
import { fitted, stepFor } from './window.ts';

/** The memory of every pod of a service, and what was deployed meanwhile. */
export interface WorkloadMemory {
  /** The part of the window that has data. */
  readonly range: TimeRange;
  readonly pods: readonly PodMemory[];
  /** What its pods took before the window, where that is short. */
  readonly earlier: readonly EarlierMemory[];
  readonly deploys: readonly Deploy[];
  /** `*_build_info` of every pod. */
  readonly builds: readonly Series[];
  /** The metric that shows it; undefined where none does. */
  readonly metric: string | undefined;
  /** What stands for resident memory where nothing measures that. */
  readonly taken: StandIn | undefined;
  /** Those of `pods` that no label names: each goes by its instance (`host:port`, a machine, a UUID). */
  readonly unnamed: ReadonlySet<string>;
  /** When all data of the source end, where that is well before the window does: `range` ends there. */
  readonly ended: Instant | undefined;
  /** How those of them are named that share an address. */
  readonly naming: ProcessNaming | undefined;
  /** Where its pods run. */
  readonly place: Place | undefined;
  /** What no metric reports about it, though something hangs on it here. */
  readonly missing: readonly Quantity[];
  /** The revision a pod ran at the end of the range. */
  readonly revisionOf: (pod: string) => string | undefined;
}

/** Once the samples are fine, only a window that the data fills almost whole keeps its start. */
const MOST = 0.9;

/** Reads the workload's memory; an empty `pods` when no metric knows the service. */
export async function workloadMemory(readings: Readings, question: Question): Promise<WorkloadMemory> {
  const { service } = question;
  const { range, rss, among, overview, ended } = await fittedRss(readings, question);
  const finer = { ...question, range, among };
  const [series, records] = await Promise.all([memorySeries(readings, rss, finer), podRecords(readings, finer)]);
  const limit = service.memoryLimit ?? (await limitOf(readings, finer, series));
  const options = { container: service.workload.container, limit };
  const known = podMemoryOf(series, range, options).map((pod) => ({
    ...withFinalEnd(pod, records.get(pod.pod) ?? {}),
    ownerKind: records.get(pod.pod)?.ownerKind,
    node: pod.node ?? records.get(pod.pod)?.node,
    nodeAddress: records.get(pod.pod)?.nodeAddress,
  }));
  const [boots, atKills] = await Promise.all([nodeBoots(readings, finer, known), nodesAtKills(readings, finer, known)]);
  const taken = overview?.taken?.said;
  // What a runtime has taken may well stand still.
  const resident = taken === undefined ? known : [];
  const earlier = await earlierMemory(readings, question, resident);
  const stuck = await stuckMemory(readings, finer, { pods: resident, metric: overview?.metric ?? '' });
  const pods = known.map((pod) => ({
    ...pod,
    ...(taken === undefined ? {} : { taken }),
    evictedAt: records.get(pod.pod)?.evictedAt,
    nodeBoots: boots.get(pod.pod),
    nodeAtKills: atKills.get(pod.pod),
    ...(stuck.has(pod.pod) ? { stuck: stuck.get(pod.pod) } : {}),
  }));
  const { builds } = series;
  return {
    range,
    pods,
    earlier,
    // What a service does not publish of itself, the images of its containers show.
    deploys: deploysOf(builds.length > 0 ? builds : series.rss),
    builds,
    metric: overview?.metric,
    taken: overview?.taken,
    unnamed: new Set(
      series.rss.flatMap(({ labels }) => (podLabelOf(labels) === 'instance' ? (podOf(labels) ?? []) : [])),
    ),
    naming: readings.naming,
    ended,
    place: placeOf(series.rss, [overview?.metric ?? '']),
    missing: missingOf(pods, series),
    revisionOf: (pod) => revisionOfPod(builds, pod),
  };
}

async function limitOf(readings: Readings, question: Question, { limit, rss }: MemorySeries) {
  return limit !== undefined && limit.length > 0 ? undefined : limitByName(readings, question, rss);
}

interface FittedRss {
  readonly range: TimeRange;
  /** The RSS of this range; undefined where it has yet to be asked for. */
  readonly rss: readonly Series[] | undefined;
  /** How many pods report it. */
  readonly among: number;
  readonly overview: ResidentAnswer | undefined;
  readonly ended: Instant | undefined;
}

interface ResidentAnswer {
  readonly metric: string;
  readonly series: readonly Series[];
  /** Where these are not resident memory. */
  readonly taken?: StandIn | undefined;
}

/** The resident memory of all pods, or what stands for it. */
async function residentMemory(readings: Readings, question: Question): Promise<ResidentAnswer | undefined> {
  const answer = await askFor(readings, 'rss', question);
  if (answer !== undefined) return { metric: answer.request.metric, series: answer.series };
  // A container's own account comes before a runtime's, which is less than the whole.
  const charged = await askFor(readings, 'working-set', question);
  if (charged !== undefined) return { metric: charged.request.metric, series: charged.series, taken: WORKING_SET };
  const accounted = await takenMemory(readings, question);
  if (accounted !== undefined) return { ...accounted, taken: accountOf(accounted.taken) };
  const used = await askFor(readings, 'usage', question);
  return used && { metric: used.request.metric, series: used.series, taken: USAGE };
}

/** The part of the window in which the workload's RSS has samples. */
async function fittedRss(readings: Readings, question: Question): Promise<FittedRss> {
  const found = await residentMemory(readings, question);
  const overview = found && { ...found, series: readings.tellApart(found.series) };
  const ended = await endOfData(readings, question, overview?.series ?? []);
  const whole = ended === undefined ? question.range : { ...question.range, to: ended };
  const coarse = fitted(whole, overview?.series ?? []);
  // Fitted again to finer samples: a day's step is minutes, which a young service has not lived.
  const closer = coarse === question.range ? overview : await residentMemory(readings, { ...question, range: coarse });
  const series = closer?.series ?? [];
  const range = fitted(coarse, series, MOST);
  const among = new Set(series.map(({ labels }) => podOf(labels))).size;
  return { range, rss: range === coarse ? series : undefined, among, overview, ended };
}

/** Everything about the memory of the workload's pods in a range that is fitted already. */
async function memorySeries(
  readings: Readings,
  known: FittedRss['rss'],
  question: Question & { readonly among: number },
) {
  const steady = (quantity: Quantity) => steadySeries(readings, quantity, question);
  const [
    rss,
    workingSet,
    limit,
    restarts,
    startTime,
    terminatedReason,
    lastTerminated,
    endReason,
    exitCode,
    waitingReason,
    builds,
  ] = await Promise.all([
    known ?? residentMemory(readings, question).then((answer) => answer?.series ?? []),
    // Read with RSS: every pod is judged by what counts against its limit. Half the points rank many pods as well, and the
    // one that is looked at closer is asked for by its name.
    askFor(readings, 'working-set', { ...question, step: pointsApart(question) }).then(
      (answer) => answer?.series ?? [],
    ),
    steady('memory-limit'),
    steady('restarts'),
    steady('start-time'),
    steady('terminated-reason'),
    steady('last-terminated'),
    steady('end-reason'),
    steady('exit-code'),
    steady('waiting-reason'),
    buildInfo(readings, question),
  ]);
  const ends = { restarts, startTime, terminatedReason, lastTerminated, endReason, exitCode };
  return { rss, workingSet, limit, ...ends, waitingReason, builds } satisfies MemorySeries;
}

function pointsApart({ range, among }: Question & { readonly among: number }): Milliseconds {
  return among < MANY_PODS ? stepFor(range) : 2 * stepFor(range);
}

/** A start time stands in for a restart count, and a restart at the limit for the reason of an end. */
function missingOf(
  pods: readonly PodMemory[],
  { restarts, startTime, terminatedReason }: MemorySeries,
): readonly Quantity[] {
  const empty = (series: MemorySeries['restarts']) => series === undefined || series.length === 0;
  const inferred = pods.some((pod) => (pod.inferredKills ?? 0) > 0);
  return [
    ...(pods.every(({ limit }) => limit === undefined) ? (['memory-limit'] as const) : []),
    ...(empty(restarts) && empty(startTime) ? (['restarts'] as const) : []),
    ...(empty(startTime) ? (['start-time'] as const) : []),
    ...(empty(terminatedReason) && inferred ? (['terminated-reason'] as const) : []),
  ];
}

/** What was deployed in a window, oldest first. */
export async function deploysSince(source: MetricsSource, question: Question): Promise<readonly Deploy[]> {
  return deploysOf(await buildInfo(new Readings(source), question));
}

/** The series of the first name that has any. */
async function buildInfo(readings: Readings, { service, range, signal }: Question): Promise<readonly Series[]> {
  const metrics = buildInfoMetrics(service.workload.name);
  const query = { metrics, matchers: service.selector, range, step: stepFor(range), aggregate: 'last' } as const;
  const found = Map.groupBy(await readings.several(query, signal), ({ metric }) => metric);
  const name = metrics.find((metric) => (found.get(metric)?.length ?? 0) > 0);
  return name === undefined ? [] : (found.get(name) ?? []);
}

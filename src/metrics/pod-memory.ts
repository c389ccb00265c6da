import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { TimeRange } from '../measurement/time.ts';
import type { Lifetime, PodMemory } from './lifetime.ts';
import { limitAt, limitSteps } from './limits.ts';
import { lifetimesOf, withoutStraddling } from './lives.ts';
import { largestOf } from './measured.ts';
import { newPodsOf } from './new-pods.ts';
import { containerOf, podOf } from './pod-label.ts';
import type { LifeSigns } from './restart-signs.ts';
import { withRevisions } from './revisions.ts';
import type { Series, Track } from './series.ts';
import { willStartAgain } from './standing.ts';
import { sliceOf, typicalStep } from './track.ts';

/** Raw answers about all pods of a service, as the sources gave them; what no source has is left out. */
export interface MemorySeries {
  readonly rss: readonly Series[];
  readonly workingSet?: readonly Series[] | undefined;
  readonly limit?: readonly Series[] | undefined;
  readonly restarts?: readonly Series[] | undefined;
  readonly startTime?: readonly Series[] | undefined;
  readonly terminatedReason?: readonly Series[] | undefined;
  readonly lastTerminated?: readonly Series[] | undefined;
  /** Of every reason, unlike `terminatedReason`, which is about memory only. */
  readonly endReason?: readonly Series[] | undefined;
  readonly exitCode?: readonly Series[] | undefined;
  readonly waitingReason?: readonly Series[] | undefined;
  /** `*_build_info`. */
  readonly builds?: readonly Series[] | undefined;
}

interface PodMemoryOptions {
  readonly container?: string | undefined;
  /** Stands in where no metric reports a limit. */
  readonly limit?: Bytes | undefined;
}

/** The memory of every pod that has RSS samples in the range, by pod name. */
export function podMemoryOf(
  series: MemorySeries,
  range: TimeRange,
  options: PodMemoryOptions = {},
): readonly PodMemory[] {
  const ofPod = seriesByPod(series, options.container);
  const newest = Math.max(...series.rss.map(({ times }) => times.at(-1) ?? 0));
  return [...byPod(series.rss, options.container).keys()]
    .map((pod) => memoryOfPod(pod, ofPod(pod), { range, newest, fallbackLimit: options.limit }))
    .filter((pod) => pod.rss.times.length > 0)
    .sort((a, b) => (a.pod < b.pod ? -1 : 1));
}

type PodSeries = Readonly<Record<keyof MemorySeries, readonly Series[]>>;

/** The series of one pod; none where it has none. */
function seriesByPod(series: MemorySeries, container: string | undefined): (pod: string) => PodSeries {
  const groups = (all: readonly Series[] | undefined) => {
    const pods = byPod(all ?? [], container);
    return (pod: string) => pods.get(pod) ?? [];
  };
  const rss = groups(series.rss);
  const workingSet = groups(series.workingSet);
  const limit = groups(series.limit);
  const restarts = groups(series.restarts);
  const startTime = groups(series.startTime);
  const terminatedReason = groups(series.terminatedReason);
  const lastTerminated = groups(series.lastTerminated);
  const endReason = groups(series.endReason);
  const exitCode = groups(series.exitCode);
  const waitingReason = groups(series.waitingReason);
  const builds = groups(series.builds);
  return (pod) => ({
    rss: rss(pod),
    workingSet: workingSet(pod),
    limit: limit(pod),
    restarts: restarts(pod),
    startTime: startTime(pod),
    terminatedReason: terminatedReason(pod),
    lastTerminated: lastTerminated(pod),
    endReason: endReason(pod),
    exitCode: exitCode(pod),
    waitingReason: waitingReason(pod),
    builds: builds(pod),
  });
}

function memoryOfPod(
  pod: string,
  series: PodSeries,
  {
    range,
    newest,
    fallbackLimit,
  }: { readonly range: TimeRange; readonly newest: Instant; readonly fallbackLimit: Bytes | undefined },
): PodMemory {
  const signs = lifeSignsOf(series);
  const whole = clipped(largestOf(withoutStale(series.rss)), range);
  const steps = limitSteps(series.limit);
  const lives = lifetimesOf({
    rss: whole,
    limitAt: (time) => limitAt(steps, time) ?? fallbackLimit,
    signs,
    range,
    isDeleted: (patience) => newest - lastSeenByKubernetes(series) > patience,
  });
  const cutById = signs.newContainers.length > 0;
  const ofLives = (track: Track) => (cutById ? track : withoutStraddling(track, lives.lifetimes));
  const charged = clipped(largestOf(withoutStale(series.workingSet)), range);
  const changed = steps.length > 1 ? { limitSteps: steps } : {};
  const waiting = waitingAt(range.to, series.waitingReason, goesOnSince(whole, lives.lifetimes.at(-1)));
  const signsOfPod = { waiting, restarts: series.restarts, now: range.to, step: typicalStep(whole) };
  const again = willStartAgain({ lifetimes: lives.lifetimes, ...signsOfPod });
  return {
    pod,
    rss: ofLives(whole),
    ...(charged.times.length === 0 ? {} : { workingSet: ofLives(charged) }),
    limit: steps.findLast(({ limit: known }) => known !== undefined)?.limit ?? fallbackLimit,
    ...changed,
    ...lives,
    lifetimes: withRevisions(lives.lifetimes, series.builds, series.rss),
    ...(countsEnds(series) ? {} : { killsUncounted: true as const }),
    ...(series.restarts.length + series.startTime.length > 0 ? {} : { restartsUncounted: true as const }),
    ...(seesFirstRun(series.restarts, lives.lifetimes) ? { firstRunSeen: true as const } : {}),
    ...(wasKilledBefore(series, lives.lifetimes) ? { killedBefore: true as const } : {}),
    node: nodeOf(series.rss),
    waiting,
    ...(again ? { startsAgain: true as const } : {}),
  };
}

/** Whether the restart counter of the pod stood at 0 in its first run: a counter of another container has its own series. */
function seesFirstRun(restarts: readonly Series[], [first]: readonly Lifetime[]): boolean {
  const [earliest] = restarts.toSorted((a, b) => (a.times[0] ?? 0) - (b.times[0] ?? 0));
  return first !== undefined && earliest?.values[0] === 0 && (earliest.times[0] ?? 0) <= first.to;
}

/** Whether the first samples of the pod count a restart, and name memory as the reason of its last end. */
function wasKilledBefore({ restarts, terminatedReason }: PodSeries, [first]: readonly Lifetime[]): boolean {
  if (first === undefined) return false;
  const beginsWith = (all: readonly Series[]) =>
    all.some(({ times, values }) => (values[0] ?? 0) > 0 && (times[0] ?? first.to) < first.to);
  return beginsWith(restarts) && beginsWith(terminatedReason);
}

/** The last sample of what the API server knows of a pod; forever, where nothing asks it. */
function lastSeenByKubernetes({ restarts, limit }: PodSeries): Instant {
  const known = [...restarts, ...limit].filter(({ metric, times }) => metric.startsWith('kube_') && times.length > 0);
  return known.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...known.map(({ times }) => times.at(-1) ?? 0));
}

function countsEnds({ restarts, terminatedReason, lastTerminated, endReason, exitCode }: PodSeries): boolean {
  return [restarts, terminatedReason, lastTerminated, endReason, exitCode].some((each) => each.length > 0);
}

function lifeSignsOf(series: PodSeries): LifeSigns {
  return {
    restarts: series.restarts,
    startTime: series.startTime,
    terminatedReason: series.terminatedReason,
    lastTerminated: series.lastTerminated,
    newContainers: containerChanges(series.rss),
    newPods: newPodsOf(series.rss, [series.restarts, series.limit]),
    endReasons: { reasons: series.endReason, codes: series.exitCode },
  };
}

/** The kubelet's metrics carry the name of its node, as Prometheus' operator labels them. */
function nodeOf(rss: readonly Series[]): string | undefined {
  const named = rss.filter(({ metric, labels }) => metric.startsWith('container_') && (labels['node'] ?? '') !== '');
  return named.toSorted((a, b) => (b.times.at(-1) ?? 0) - (a.times.at(-1) ?? 0))[0]?.labels['node'];
}

/** A gauge of a reason ends with it, and its last sample is repeated for a while: the newest of them stands. */
const STILL_SAID: Milliseconds = 6 * MINUTE;

/** `running` is when a container that runs was last seen to: a reason that was seen no later is one of the past. */
function waitingAt(now: Instant, reasons: readonly Series[], running: Instant | undefined): string | undefined {
  const last = (one: Series) => one.times.at(-1) ?? 0;
  const held = reasons.filter((one) => (one.values.at(-1) ?? 0) > 0 && now - last(one) <= STILL_SAID);
  const newest = held.toSorted((a, b) => last(b) - last(a))[0];
  return newest !== undefined && running !== undefined && running >= last(newest)
    ? undefined
    : newest?.labels['reason'];
}

/** Samples. Memory that repeats its value for as many may be that of a container that ended. */
const REPEATED = 3;

/** When a run that goes on was last seen to: memory that moves, or else the moment of its first sample. */
function goesOnSince(rss: Track, life: Lifetime | undefined): Instant | undefined {
  if (life?.end !== 'running') return undefined;
  const { values } = sliceOf(rss, life.from, life.to);
  const end = values.subarray(-REPEATED);
  return end.some((value) => value !== end[0]) ? life.to : life.from;
}

function byPod(all: readonly Series[], container: string | undefined): ReadonlyMap<string, readonly Series[]> {
  const groups = new Map<string, Series[]>();
  for (const series of all) {
    const pod = podOf(series.labels);
    if (pod === undefined) continue;
    const named = containerOf(series.labels);
    if (container !== undefined && named !== undefined && named !== container) continue;
    const group = groups.get(pod);
    if (group === undefined) groups.set(pod, [series]);
    else group.push(series);
  }
  return groups;
}

/** cAdvisor names the container by its id: each restart is a new series. */
function containerId(series: Series): string | undefined {
  return series.labels['id'] ?? series.labels['name'];
}

function containerChanges(own: readonly Series[]): readonly Instant[] {
  const firstSeen = new Map<string, Instant>();
  for (const series of own) {
    const id = containerId(series);
    const first = series.times[0];
    if (id === undefined || first === undefined) continue;
    firstSeen.set(id, Math.min(first, firstSeen.get(id) ?? first));
  }
  return [...firstSeen.values()].sort((a, b) => a - b).slice(1);
}

/** Prometheus repeats the last sample of a series that ended for up to 5 minutes: the newer container's stands. */
function withoutStale(own: readonly Series[]): readonly Series[] {
  const changes = containerChanges(own);
  if (changes.length === 0) return own;
  return own.map((series) => {
    const next = changes.find((time) => time > (series.times[0] ?? 0));
    return next === undefined ? series : { ...series, ...sliceOf(series, 0, next - 1) };
  });
}

function clipped(track: Track, range: TimeRange): Track {
  const keep = (time: Instant, value: number) => time >= range.from && time <= range.to && Number.isFinite(value);
  const index = [...track.times.keys()].filter((i) => keep(track.times[i] ?? 0, track.values[i] ?? Number.NaN));
  return {
    times: Float64Array.from(index, (i) => track.times[i] ?? 0),
    values: Float64Array.from(index, (i) => track.values[i] ?? 0),
  };
}

import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { MINUTE, type Milliseconds, SECOND } from '../measurement/duration.ts';
import { type TimeRange, within } from '../measurement/time.ts';
import type { EndReasonSeries } from './end-reason.ts';
import type { Series, Track } from './series.ts';
import { SAME_START, startsOf } from './start-times.ts';
import { median, typicalStep } from './track.ts';

/** What shows that a container of one pod ended and another began. */
export interface LifeSigns {
  readonly restarts: readonly Series[];
  readonly startTime: readonly Series[];
  readonly terminatedReason: readonly Series[];
  readonly lastTerminated: readonly Series[];
  /** When a new container id was first seen in the RSS series. */
  readonly newContainers: readonly Instant[];
  /** Why containers ended, whatever the reason. */
  readonly endReasons?: EndReasonSeries | undefined;
  /** See `newPodsOf`. */
  readonly newPods?: readonly Instant[] | undefined;
}

/** Between two containers of one pod. */
export interface Boundary {
  /** The last moment of the old container (its last sample, where nothing is more exact). */
  readonly end: Instant;
  /** The first moment of the new one. */
  readonly start: Instant;
  /** Whether a metric names memory as the reason. */
  readonly killed: boolean;
  /** Whether the pod was made again under its old name: its container did not restart. */
  readonly replaced: boolean;
  /** Whether nothing began after it: samples that follow within a step are the last of the container that ended. */
  readonly final?: boolean | undefined;
}

interface Sign {
  readonly time: Instant;
  /** `start`: the new container's own start time; `end`: the old one's end; the others are seen some time after. */
  readonly kind: 'start' | 'end' | 'counted' | 'new-id' | 'fall';
}

/** Signs of one restart reach Prometheus apart: the kubelet, kube-state-metrics and the scrape each add a delay. */
const LEAST_SPREAD: Milliseconds = 90 * SECOND;

/** Where one container ended and the next began, from the best signs there are, oldest first. */
export function boundariesOf(evidence: {
  readonly rss: Track;
  readonly limit: Bytes | undefined;
  readonly signs: LifeSigns;
  readonly range: TimeRange;
}): {
  readonly boundaries: readonly Boundary[];
  readonly restarts: number;
  readonly firstStart: Instant | undefined;
  /** Kills that only the restart counter saw: several of them lay between two samples. */
  readonly unseen: readonly Instant[];
} {
  const { rss, signs, range } = evidence;
  const counted = increasesOf(signs.restarts);
  const ends = changesOf(signs.lastTerminated).filter((time) => within(range, time));
  const first = rss.times[0] ?? range.from;
  const spread = Math.max(LEAST_SPREAD, 2 * typicalStep(rss));
  const starts = startsOf(signs.startTime, first, spread);
  const all: readonly Sign[] = [
    ...starts.later
      .filter((time) => time > first + SAME_START && time <= range.to)
      .map((time) => ({ time, kind: 'start' }) as const),
    ...ends.filter((time) => time >= first).map((time) => ({ time, kind: 'end' }) as const),
    ...counted.times.map((time) => ({ time, kind: 'counted' }) as const),
    ...signs.newContainers.filter((time) => time > first).map((time) => ({ time, kind: 'new-id' }) as const),
  ];
  const reported = signs.startTime.length + signs.restarts.length + signs.newContainers.length > 0;
  const newPods = replacements(signs, counted.falls);
  const groups =
    reported || all.length > 0
      ? grouped(all, spread, rss)
      : fallsOf(rss, evidence.limit).map((time) => [{ time, kind: 'fall' } as const]);
  const found: Boundary[] = [];
  const rose = countedIn(groups, counted.increases, spread);
  for (const group of groups)
    found.push(boundaryOf(group, found.at(-1), { rss, signs, rose: rose.has(group), newPods, spread }));
  const boundaries = found.filter((boundary) => boundary.end > first && boundary.start <= range.to + spread);
  const kept = dropRepeats(boundaries);
  return {
    boundaries: kept,
    restarts: counted.count,
    unseen: unseenKills(kept, counted.increases, spread),
    firstStart: starts.first,
  };
}

/** A counter that rises by more than the boundaries near it counts kills that left no sample. */
function unseenKills(
  boundaries: readonly Boundary[],
  increases: readonly { readonly time: Instant; readonly added: number }[],
  spread: Milliseconds,
): readonly Instant[] {
  let before = Number.NEGATIVE_INFINITY;
  return increases.flatMap(({ time, added }) => {
    const near = boundaries.filter(({ start }) => start > before && start <= time + spread);
    before = Math.max(before, near.at(-1)?.start ?? before);
    const last = near.at(-1);
    return last?.killed === true ? Array.from({ length: Math.max(0, added - near.length) }, () => last.end) : [];
  });
}

function boundaryOf(
  group: readonly Sign[],
  before: Boundary | undefined,
  { rss, signs, rose, newPods, spread }: Known,
): Boundary {
  const start = group.find((sign) => sign.kind === 'start')?.time;
  const end = group.find((sign) => sign.kind === 'end')?.time;
  const latest = Math.max(...group.map((sign) => sign.time));
  const earliest = Math.min(...group.map((sign) => sign.time));
  // Without an exact time, the deepest fall of memory near the signs is where the new container began.
  const reach = Math.max(earliest - 4 * MINUTE, (before?.start ?? Number.NEGATIVE_INFINITY) + 1);
  const fall = start === undefined ? fallWithin(rss, reach, latest) : undefined;
  const began = start ?? fall ?? end ?? earliest;
  const lastSample = rss.times.findLast((time) => time < began);
  const replaced =
    newPods.some((time) => time >= earliest - spread && time <= latest + spread) ||
    (!rose && group.some(({ kind }) => kind === 'new-id') && countedAround(signs.restarts, earliest, latest));
  return {
    end: end ?? (start === undefined ? Math.min(began, lastSample ?? began) : endBefore(start, lastSample, rss)),
    start: began,
    killed: !replaced && wasKilled(signs, earliest, latest),
    replaced,
    ...(isFinal(group, { rss, signs }) ? { final: true } : {}),
  };
}

/** A step that is longer spans several restarts: what its last point says of the end of a container is off by as much. */
const COARSE: Milliseconds = 2 * MINUTE;

/** When a container ended of whose successor the start is known: at its last sample, or within the step after it where that is long. */
function endBefore(start: Instant, lastSample: Instant | undefined, rss: Track): Instant {
  if (lastSample === undefined) return start;
  const step = typicalStep(rss);
  return Math.min(start, step > COARSE ? lastSample + step : lastSample);
}

/** The groups that an increase of the counter stands for: one that rose by three within a step counts three of them. */
function countedIn(
  groups: readonly (readonly Sign[])[],
  increases: Increases['increases'],
  spread: Milliseconds,
): ReadonlySet<readonly Sign[]> {
  const counts = (group: readonly Sign[], at: Instant) =>
    group.some(({ kind, time }) => kind === 'counted' && time === at);
  const all = new Set(groups.filter((group) => increases.some(({ time }) => counts(group, time))));
  for (const { time, added } of increases) {
    const near = groups.filter(
      (group) =>
        !all.has(group) && group.every((sign) => sign.kind !== 'counted' && Math.abs(sign.time - time) <= spread),
    );
    for (const group of near.slice(0, added - 1)) all.add(group);
  }
  return all;
}

/** Whether a container ended and no sign of a next one is there, though a counter would show it: samples go on for one step at most. */
function isFinal(group: readonly Sign[], { rss, signs }: Pick<Known, 'rss' | 'signs'>): boolean {
  const [only] = group;
  if (only === undefined || group.some(({ kind }) => kind !== 'end') || signs.restarts.length === 0) return false;
  return (rss.times.at(-1) ?? only.time) - only.time <= typicalStep(rss);
}

interface Known {
  readonly rss: Track;
  readonly signs: LifeSigns;
  /** Whether the counter of restarts rose for it. */
  readonly rose: boolean;
  readonly newPods: readonly Instant[];
  readonly spread: Milliseconds;
}

/** A counter that fell is that of a new pod, too. */
function replacements({ newPods = [] }: LifeSigns, falls: readonly Instant[]): readonly Instant[] {
  return [...newPods, ...falls];
}

/** Whether a counter was read before and after: one that did not rise then counted no restart. */
function countedAround(restarts: readonly Series[], earliest: Instant, latest: Instant): boolean {
  return restarts.some(({ times }) => (times[0] ?? latest) < earliest && (times.at(-1) ?? earliest) > latest);
}

/** The reason gauge stays 1 forever after a kill: it counts only at a restart, read once the restart was seen. */
function wasKilled(signs: LifeSigns, earliest: Instant, latest: Instant): boolean {
  return signs.terminatedReason.some((series) => {
    const after = series.times.findIndex((time) => time >= latest);
    if (after >= 0) return (series.values[after] ?? 0) > 0;
    const last = series.times.at(-1);
    return last !== undefined && last >= earliest - MINUTE && (series.values.at(-1) ?? 0) > 0;
  });
}

/**
 * Signs closer than `spread` belong to one restart, each kind at most once: two increases of the counter, two start times
 * or two container ids are two restarts, however close. A sign belongs to the oldest restart near it that lacks its kind.
 */
function grouped(signs: readonly Sign[], spread: Milliseconds, rss: Track): readonly (readonly Sign[])[] {
  const groups: Sign[][] = [];
  const near = (before: Instant, sign: Sign) =>
    sign.time - before <= spread || isPause(rss, before, sign.time) || isFirstAfterGap(rss, before, sign.time, spread);
  for (const sign of [...signs].sort((a, b) => a.time - b.time)) {
    const lacking = groups.find(
      (group) =>
        near(group.at(-1)?.time ?? 0, sign) &&
        !group.some(
          ({ kind, time }) => kind === sign.kind || (sign.kind === 'end' && kind === 'start' && endedAfter(sign, time)),
        ),
    );
    if (lacking === undefined) groups.push([sign]);
    else lacking.push(sign);
  }
  return groups;
}

/** The kubelet waits up to this long before it starts a container again that ended, and a little is lost between scrapes. */
const LONGEST_PAUSE: Milliseconds = 6 * MINUTE;

/** Whether no container ran between two moments: nothing new was measured, as Prometheus repeats a last sample at most. */
function isPause(rss: Track, from: Instant, to: Instant): boolean {
  if (to - from > LONGEST_PAUSE) return false;
  const first = rss.times.findIndex((time) => time > from);
  const next = rss.times.findIndex((time) => time >= to);
  const between = first < 0 ? [] : rss.values.subarray(first, next < 0 ? undefined : next);
  return between.every((value) => value === rss.values[first - 1]);
}

/** Whether nothing at all was read between two moments: what is seen right after such a gap may have happened within it. */
function isFirstAfterGap({ times }: Track, before: Instant, time: Instant, spread: Milliseconds): boolean {
  const next = times.find((each) => each > before);
  return next !== undefined && next - before > spread && time <= next + spread;
}

/** A container that ended after the new one had started is the new one. */
function endedAfter(end: Sign, start: Instant): boolean {
  return end.time > start + SAME_START;
}

function dropRepeats(boundaries: readonly Boundary[]): readonly Boundary[] {
  return boundaries.filter(
    (boundary, index) => boundary.start > (boundaries[index - 1]?.start ?? Number.NEGATIVE_INFINITY),
  );
}

interface Increases {
  readonly times: readonly Instant[];
  /** Those at which it fell. */
  readonly falls: readonly Instant[];
  /** By how much the counter rose at each of `times`. */
  readonly increases: readonly { readonly time: Instant; readonly added: number }[];
  readonly count: number;
}

function increasesOf(series: readonly Series[]): Increases {
  // A pod that was made again has a counter of its own. Several scrapers report the same counter: the one that saw most
  // stands for all.
  const byPod = Map.groupBy(series, ({ labels }) => labels['uid'] ?? '');
  const each = [...byPod.values()].map((own) =>
    own.map(increasesIn).reduce((most, one) => (one.times.length > most.times.length ? one : most)),
  );
  const all = <Item>(of: (one: Increases) => readonly Item[]) => each.flatMap(of);
  return {
    times: all(({ times }) => times).sort((a, b) => a - b),
    falls: all(({ falls }) => falls),
    increases: all(({ increases }) => increases).sort((a, b) => a.time - b.time),
    count: each.reduce((sum, { count }) => sum + count, 0),
  };
}

function increasesIn({ times, values }: Series): Increases {
  const changes: { readonly time: Instant; readonly added: number; readonly fell: boolean }[] = [];
  for (let i = 1; i < times.length; i += 1) {
    const value = values[i] ?? 0;
    const before = values[i - 1] ?? 0;
    if (value === before) continue;
    // A counter that fell, even to zero, is that of a pod that was created again under its old name.
    changes.push({ time: times[i] ?? 0, added: value > before ? value - before : value, fell: value < before });
  }
  return {
    times: changes.map(({ time }) => time),
    falls: changes.filter(({ fell }) => fell).map(({ time }) => time),
    increases: changes.filter(({ added }) => added > 0),
    count: changes.reduce((sum, { added }) => sum + added, 0),
  };
}

/** Distinct moments that timestamp series (in seconds) name, the first included, oldest first. */
function changesOf(series: readonly Series[]): readonly Instant[] {
  const moments = series.flatMap((one) => [...new Set(one.values)]).filter((value) => value > 0);
  const distinct: Instant[] = [];
  for (const moment of moments.map((value) => value * SECOND).sort((a, b) => a - b)) {
    if (moment - (distinct.at(-1) ?? Number.NEGATIVE_INFINITY) > SAME_START) distinct.push(moment);
  }
  return distinct;
}

/**
 * When a fall of memory is a restart, where nothing else shows restarts. A collector falls often, now deeper, now less; a
 * restart is rare. Set by hand; `npm run score` shows what a change decides.
 */
const FALL = {
  /** Share of the memory lost from one sample to the next that may mean a restart. */
  restart: 0.25,
  /** Times the usual change between two samples that the fall must exceed. */
  unusual: 6,
  /** Share of `restart`. A fall this deep is counted as one of the same sort. */
  nearly: 2 / 3,
  /** Falls of that sort. More of them in the window are a collector's, unless they fell from `fromLimit`. */
  most: 6,
  /** Share of the limit. A fall from above it followed a kill, however many there are. */
  fromLimit: 0.9,
  /** Share of the memory. A fall that deep is a restart whatever else the track does. */
  deep: 0.5,
} as const;

function fallsOf(rss: Track, limit: Bytes | undefined): readonly Instant[] {
  const { times, values } = rss;
  const usual = median(values.subarray(1).map((value, i) => Math.abs(value - (values[i] ?? value))));
  const from = (i: number) => values[i - 1] ?? 0;
  const fallsBy = (share: number, i: number) => (values[i] ?? 0) < (1 - share) * from(i);
  const indices = [...times.keys()].slice(1);
  const sudden = indices.filter((i) => from(i) - (values[i] ?? 0) > FALL.unusual * usual);
  const unusual = sudden.filter((i) => fallsBy(FALL.restart, i));
  const few = sudden.filter((i) => fallsBy(FALL.restart * FALL.nearly, i)).length <= FALL.most;
  const kept = unusual.filter((i) => few || (limit !== undefined && from(i) >= FALL.fromLimit * limit));
  const restarts = new Set([...indices.filter((i) => fallsBy(FALL.deep, i)), ...kept]);
  return [...restarts].sort((a, b) => a - b).map((i) => times[i] ?? 0);
}

function fallWithin(rss: Track, from: Instant, to: Instant): Instant | undefined {
  let deepest: { readonly time: Instant; readonly drop: number } | undefined;
  for (let i = 1; i < rss.times.length; i += 1) {
    const time = rss.times[i] ?? 0;
    if (time < from || time > to) continue;
    const drop = (rss.values[i - 1] ?? 0) - (rss.values[i] ?? 0);
    if (drop > 0 && (deepest === undefined || drop > deepest.drop)) deepest = { time, drop };
  }
  return deepest?.time;
}

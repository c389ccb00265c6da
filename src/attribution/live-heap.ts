import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { HOUR, type Milliseconds } from '../measurement/duration.ts';
import { floorOf } from '../metrics/floor.ts';
import { nearestReader } from '../metrics/nearest.ts';
import { type Track, trackOf } from '../metrics/series.ts';
import { slopePerHour } from '../metrics/theil-sen.ts';
import { floorAround, median, spanOf, typicalStep } from '../metrics/track.ts';
import type { Quantity } from '../runtime/candidate.ts';
import type { LiveByGoal } from '../runtime/collector-rules.ts';
import { outlivesCollection } from '../runtime/outlives-collection.ts';
import { guideTo } from '../runtime/runtimes.ts';
import type { ContainerRun } from './container-run.ts';
import { endedByFullHeap, upToTheEnd } from './full-heap.ts';
import { livedSince } from './since-collected.ts';
import { staysAbove } from './stays-above.ts';

/** What survived collections in one run, and how it is known. */
export interface LiveHeap {
  readonly track: Track;
  readonly metric: string;
  /**
   * `measured` by the runtime after collections; `goal`: worked out from the heap size at which the next one is due;
   * `floor`: the lowest level over several collections; `maybe-garbage`: the lowest level where hardly a collection of
   * what lives long was seen.
   */
  readonly source: 'measured' | 'goal' | 'floor' | 'maybe-garbage';
}

/** What survives collections in a run, by the best figure there is; undefined where no metric shows the heap. */
export function liveHeapOf(run: ContainerRun): LiveHeap | undefined {
  if (LIVE_HEAPS.has(run)) return LIVE_HEAPS.get(run);
  const live = survivingIn(run);
  LIVE_HEAPS.set(run, live);
  return live;
}

/** The same run is accounted for by several questions. */
const LIVE_HEAPS = new WeakMap<ContainerRun, LiveHeap | undefined>();

function survivingIn(run: ContainerRun): LiveHeap | undefined {
  const live = asReported(run);
  if (live === undefined || !endedByFullHeap(run)) return live;
  const source = live.source === 'maybe-garbage' ? 'floor' : live.source;
  return { ...live, track: upToTheEnd(live.track, run), source };
}

function asReported(run: ContainerRun): LiveHeap | undefined {
  const shown = run.tracks['live-heap'];
  const late = guideTo(run.runtime).collector.collectsLate;
  const known = shown?.reading === 'value' && !(late && changes(shown.track) < FEWEST_COLLECTIONS);
  return known ? measured(run) : (byGoal(run) ?? byFloor(run));
}

function measured(run: ContainerRun): LiveHeap | undefined {
  const shown = run.tracks['live-heap'];
  if (shown === undefined) return undefined;
  // Before its first collection a runtime reports 0, or nothing.
  const known = [...shown.track.times.keys()].filter((i) => (shown.track.values[i] ?? 0) > 0);
  const points = known.map((i) => [shown.track.times[i] ?? 0, shown.track.values[i] ?? 0] as const);
  const left = trackOf([...beforeFirstCollection(run, points[0]), ...points]);
  const seldom = guideTo(run.runtime).collector.collectsLate;
  const since = seldom ? livedSince(trackOf(points), run.tracks['heap-used']?.track) : undefined;
  if (since === undefined) return { track: left, metric: shown.metric, source: 'measured' };
  const before = left.times.length - points.length;
  const values = Float64Array.from([...left.values.slice(0, before), ...since.values]);
  return { track: { times: left.times, values }, metric: shown.metric, source: 'floor' };
}

type Point = readonly [time: Instant, bytes: Bytes];

/** What lived before the first figure was no more than the heap at its lowest; that more lived then and died is not assumed. */
function beforeFirstCollection({ tracks }: ContainerRun, first: Point | undefined): readonly Point[] {
  const used = tracks['heap-used']?.track;
  if (used === undefined || first === undefined) return [];
  const [time, bytes] = first;
  const before = [...used.times.keys()].filter((i) => (used.times[i] ?? 0) < time);
  const earlier = trackOf(before.map((i) => [used.times[i] ?? 0, used.values[i] ?? 0] as const));
  const floor = floorAround(earlier, FLOOR_SHARE * spanOf(used));
  return [...floor.times].map((at, i) => [at, Math.min(bytes, floor.values[i] ?? 0)] as const);
}

/** The heap of a collector that plans its next collection by what is live. */
function byGoal(run: ContainerRun): LiveHeap | undefined {
  const { runtime, tracks } = run;
  const rule = guideTo(runtime).collector.liveByGoal;
  const goal = rule && tracks[rule.goal];
  if (rule === undefined || goal === undefined) return undefined;
  const planned = plannedBy(rule, tracks, goal.track, isPlannedAlone(run, rule, goal.track) ? ofPlan(rule) : []);
  const known = planned.flatMap(pointOf);
  const floor = known.length === planned.length ? undefined : floorAt(run);
  if (known.length === 0 || (floor === undefined && known.length < planned.length / 2)) return undefined;
  const points = planned.flatMap(([time, live]): readonly Point[] => {
    const level = live ?? floor?.(time);
    return level === undefined ? [] : [[time, level]];
  });
  const last = planned.at(-1)?.[1] !== undefined;
  return { track: trackOf(points), metric: goal.metric, source: last || floor === undefined ? 'goal' : 'floor' };
}

/** Whether the goal is planned by the live heap alone: no more than that is ever seen to survive a collection. */
function isPlannedAlone(run: ContainerRun, rule: LiveByGoal, goal: Track): boolean {
  const without = ofPlan(rule);
  if (without.length === 0) return false;
  // The bound is what is in use: with it no level lies below what is taken to live.
  const unbound = plannedBy(rule, run.tracks, goal, [...without, ...(rule.atMost === undefined ? [] : [rule.atMost])]);
  return staysAbove(heapInUse(run), trackOf(unbound.flatMap(pointOf)), collectionsIn(run));
}

const ofPlan = ({ plannedWith }: LiveByGoal): readonly Quantity[] => (plannedWith === undefined ? [] : [plannedWith]);

/** What lives by each goal, or by one that is planned without some quantities. */
function plannedBy(
  { goal, beside, live }: LiveByGoal,
  tracks: ContainerRun['tracks'],
  { times, values }: Track,
  without: readonly Quantity[],
): readonly (readonly [Instant, Bytes | undefined])[] {
  const readers = beside.flatMap((quantity) => {
    const track = tracks[quantity]?.track;
    if (track === undefined || without.includes(quantity)) return [];
    const within = 2 * Math.max(typicalStep(track), typicalStep({ times, values }));
    return [{ quantity, read: nearestReader(track, within) }];
  });
  return [...times].map((time, i) => {
    const figures: Partial<Record<Quantity, number>> = { [goal]: values[i] ?? 0 };
    for (const { quantity, read } of readers) {
      const value = read(time);
      if (value !== undefined) figures[quantity] = value;
    }
    return [time, live(figures)] as const;
  });
}

function pointOf([time, live]: readonly [Instant, Bytes | undefined]): readonly Point[] {
  return live === undefined ? [] : [[time, live]];
}

/** Where something else sets the goal, the floor of the heap is what is known of it. */
function floorAt(run: ContainerRun): ((time: Instant) => Bytes | undefined) | undefined {
  const floor = byFloor(run);
  return floor?.source === 'floor' ? nearestReader(floor.track, 2 * typicalStep(floor.track)) : undefined;
}

/** A figure that changed less often has not seen what happened since. */
const FEWEST_COLLECTIONS = 3;
/** A floor looks at this share of the run on either side of a moment, never longer: a leak rises meanwhile. */
const FLOOR_SHARE = 1 / 8;
/** Samples that make a floor of a saw-tooth. */
const SAMPLES_OF_FLOOR = 4;
/** A heap of which the last collections left this share was live, not garbage. */
const MOSTLY_LIVE = 0.6;

function byFloor(run: ContainerRun): LiveHeap | undefined {
  const { tracks } = run;
  const heap = tracks['live-heap']?.reading === 'floor' ? tracks['live-heap'] : tracks['heap-used'];
  if (heap === undefined || heap.track.times.length === 0) return undefined;
  const collections = collectionsIn(run);
  const half = halfWindow(heap.track, collections);
  const few = collections !== undefined && collections < FEWEST_COLLECTIONS;
  const late = guideTo(run.runtime).collector.collectsLate && !mostlyLive(run);
  const floor = collections === undefined ? alongTrend(heap.track, half) : floorAround(heap.track, half);
  return {
    track: noMoreThanWasLeft(floor, run),
    metric: heap.metric,
    source: few || late ? 'maybe-garbage' : 'floor',
  };
}

/** Times what the last collection left. Above that the heap holds what came since, and no figure shows how much of it lives. Set by hand. */
const STILL_HOLDS = 1.2;

/**
 * What lived before a full collection was no more than it left: what lay above that was garbage, however long it had lain
 * there. That more lived then and died is not assumed. Where a heap has filled again since, garbage is in all its levels:
 * of two that are alike one must not be without.
 */
function noMoreThanWasLeft(floor: Track, { tracks }: ContainerRun): Track {
  const after = tracks['live-heap'];
  const began = tracks['heap-used']?.track.times[0];
  if (after === undefined || after.reading === 'floor' || began === undefined) return floor;
  const { times, values } = after.track;
  // What stands from the first sample on was left by a collection before it.
  const collected = [...times.keys()].filter((i) => (i === 0 ? (times[0] ?? 0) > began : values[i] !== values[i - 1]));
  const left = collected.map((i) => ({ at: times[i] ?? 0, bytes: values[i] ?? 0 })).filter(({ bytes }) => bytes > 0);
  if ((floor.values.at(-1) ?? 0) > STILL_HOLDS * (left.at(-1)?.bytes ?? 0)) return floor;
  const atMost = (time: Instant) => left.find(({ at }) => at > time)?.bytes ?? Number.POSITIVE_INFINITY;
  return { times: floor.times, values: floor.values.map((value, i) => Math.min(value, atMost(floor.times[i] ?? 0))) };
}

/**
 * The floor around each moment of a heap that may rise meanwhile: the lowest sample of so long a time is that of its
 * beginning, long ago. Against the trend of the whole run no moment is the lower for being early; both floors lie below
 * every sample, so the higher one is the nearer.
 */
function alongTrend(track: Track, half: Milliseconds): Track {
  const { times, values } = track;
  const perHour = slopePerHour(floorOf(track));
  const rise = times.map((time) => (perHour * (time - (times[0] ?? 0))) / HOUR);
  const level = floorAround(track, half).values;
  const leaning = floorAround({ times, values: values.map((value, i) => value - (rise[i] ?? 0)) }, half).values;
  return { times, values: level.map((value, i) => Math.max(value, (leaning[i] ?? 0) + (rise[i] ?? 0))) };
}

/** Three collections on either side, four samples at least, an eighth of the run at most. */
export function halfWindow(track: Track, collections: number | undefined): Milliseconds {
  const most = FLOOR_SHARE * spanOf(track);
  if (collections === undefined || collections === 0) return most;
  const wanted = (FEWEST_COLLECTIONS * spanOf(track)) / collections;
  return Math.min(most, Math.max(wanted, SAMPLES_OF_FLOOR * typicalStep(track)));
}

/** Old generations are collected seldom: their floor is live where the few collections seen left most of the heap. */
function mostlyLive({ tracks }: ContainerRun): boolean {
  const after = tracks['live-heap'];
  const used = tracks['heap-used'];
  if (after === undefined || after.reading === 'floor' || used === undefined) return false;
  const read = nearestReader(used.track, 2 * typicalStep(used.track));
  const shares = [...after.track.times].flatMap((time, i) => {
    const heap = read(time);
    const left = after.track.values[i] ?? 0;
    return heap === undefined || heap <= 0 || left === after.track.values[i - 1] ? [] : [left / heap];
  });
  return shares.length > 0 && median(shares) >= MOSTLY_LIVE;
}

/** The objects of a heap, garbage among them. */
export function heapInUse({ tracks }: Pick<ContainerRun, 'tracks'>): Track | undefined {
  const shown = tracks['live-heap'];
  return (tracks['heap-used'] ?? (shown?.reading === 'floor' ? shown : undefined) ?? tracks['heap-inuse'])?.track;
}

/** Share of the heap. Any collection frees more, of the young generation at least; less is noise of two scrapes. Set by hand. */
const LEAST_FREED = 0.05;

/**
 * Whether nothing was ever collected in a run: no collection is counted, and the heap in use never fell. What lies in such a
 * heap may all be garbage.
 */
export function isNeverCollected({ tracks }: ContainerRun): boolean {
  const counted = tracks.collections?.track.values;
  if (counted !== undefined && (counted.at(-1) ?? 0) > 0) return false;
  const used = heapInUse({ tracks })?.values ?? new Float64Array();
  let highest = 0;
  for (const value of used) {
    if (value < (1 - LEAST_FREED) * highest) return false;
    highest = Math.max(highest, value);
  }
  return used.length > 0;
}

/**
 * Whether a heap is still smaller than the size from which on its collector looks at all of it, and nothing showed what of
 * it lives: garbage that became old fills it up to there, as a leak would.
 */
export function isBelowCollection(run: ContainerRun): boolean {
  return unprovenOutlives(run) === false;
}

/**
 * Whether a heap of which nothing showed what lives has a lowest level above the size from which on its collector looks at all of
 * it: garbage that became old does not stay there. Micrometer reports so for as long as a leak fills a heap of G1, and 0 for what
 * lives (findings/micrometer-live-data-size-g1.sh).
 */
export function isAboveCollection(run: ContainerRun): boolean {
  return unprovenOutlives(run) === true;
}

function unprovenOutlives(run: ContainerRun): boolean | undefined {
  const live = liveHeapOf(run);
  const max = run.tracks['heap-max']?.track.values.at(-1);
  return live?.source === 'maybe-garbage'
    ? outlivesCollection({ floor: live.track.values.at(-1), max, collectsFrom: run.collectsFrom })
    : undefined;
}

/** How many collections a run saw, of any generation; by the changes of an after-collection figure where none is counted. */
export function collectionsIn({ tracks }: ContainerRun, from = 0, to = Number.POSITIVE_INFINITY): number | undefined {
  const counter = tracks.collections?.track;
  if (counter !== undefined) {
    const inside = [...counter.times.keys()].filter(
      (i) => (counter.times[i] ?? 0) >= from && (counter.times[i] ?? 0) <= to,
    );
    const [first, last] = [inside[0], inside.at(-1)];
    return first === undefined || last === undefined
      ? undefined
      : (counter.values[last] ?? 0) - (counter.values[first] ?? 0);
  }
  const after = tracks['live-heap'];
  if (after === undefined || after.reading === 'floor') return undefined;
  const inside = [...after.track.times.keys()].filter(
    (i) => (after.track.times[i] ?? 0) >= from && (after.track.times[i] ?? 0) <= to,
  );
  return inside.filter((i, k) => k > 0 && after.track.values[i] !== after.track.values[i - 1]).length;
}

function changes({ values }: Track): number {
  return values.reduce((count, value, i) => count + (i > 0 && value !== values[i - 1] ? 1 : 0), 0);
}

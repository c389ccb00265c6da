import type { Instant } from '../foundation/clock.ts';
import { HOUR, type Milliseconds } from '../measurement/duration.ts';
import { isPresent } from '../metrics/standing.ts';
import { climbsToItsKill, growsMuch, keepsAStep, killedOnceAndLevel } from './draws-attention.ts';
import { fixedAmong } from './fixed.ts';
import { isOfJob } from './job-runs.ts';
import { justReplaced } from './just-replaced.ts';
import { raisedAmong } from './limit-raised.ts';
import { heapOfInterest } from './live-heaps.ts';
import type { Observation } from './observation.ts';
import type { RankedPod } from './ranked-pod.ts';

/** Worst first: what is most worth looking at. */
export function bySuspicion<Ranked extends RankedPod>(
  observation: Observation,
  ranked: readonly Ranked[],
): readonly Ranked[] {
  const over = (fixedAmong(ranked, observation) ?? raisedAmong(ranked, observation)) !== undefined;
  const replaced = justReplaced(observation) !== undefined || startedOver(ranked);
  const goesOn = new Set(ranked.filter((one) => ranked.some((other) => isGoneOnIn(one, other))));
  const behind = standingBehind(ranked, observation.range.to);
  const rank = (one: Ranked) =>
    suspicion(one, {
      over,
      replaced,
      goesOn: goesOn.has(one),
      behind: behind.get(one),
      heap: heapSuspicion(observation, one),
    });
  return ranked.toSorted((a, b) => rank(b) - rank(a) || closerToItsEnd(a, b) || (a.pod < b.pod ? -1 : 1));
}

/** Whether all that runs is too young to be judged, in the place of pods that grew: those show what will. */
function startedOver(ranked: readonly RankedPod[]): boolean {
  const [present, gone] = [
    ranked.filter(({ memory }) => isPresent(memory)),
    ranked.filter(({ memory }) => !isPresent(memory)),
  ];
  const young = present.every(({ growth, memory }) => growth.kind === 'too-little' && memory.kills.length === 0);
  return young && gone.some(({ growth, memory }) => growth.answer === 'yes' && !isOfJob(memory));
}

/** Pods that others outrank whatever their own rank: to the rank that is left to them. */
function standingBehind(ranked: readonly RankedPod[], now: Instant): ReadonlyMap<RankedPod, number> {
  const climbs = ranked.some((one) => climbsToItsKill(one, now));
  const steps = ranked.some(keepsAStep);
  const grows = ranked.some(growsNow);
  const ranks = ranked.flatMap((one): readonly (readonly [RankedPod, number])[] => {
    if (grows && grewAndStands(one)) return [[one, 2]];
    if (climbs && killedOnceAndLevel(one, now)) return [[one, 2]];
    if (!steps) return [];
    if (keepsAStep(one)) return one.memory.kills.length > 0 ? [] : [[one, 2]];
    return one.growth.answer === 'yes' && one.memory.kills.length === 0 && !growsMuch(one, now) ? [[one, 1]] : [];
  });
  return new Map(ranks);
}

/** Whether a pod that runs goes on growing, to a kill that is predicted. */
function growsNow({ growth, memory, nextKill, rate }: RankedPod): boolean {
  return growth.answer === 'yes' && isPresent(memory) && nextKill !== undefined && rate.pace?.stands === undefined;
}

/** Whether a pod grew and stands: what leaked in it has stopped, and a restart of it gains nothing. */
function grewAndStands({ growth, memory, rate: { pace } }: RankedPod): boolean {
  const stands = growth.answer === 'yes' && pace?.stands?.inSteps === false;
  return stands && isPresent(memory) && memory.kills.length === 0;
}

/** Of the rate of a pod that is gone, and of the length of its last run: one that runs and has so much of both shows the same. */
const AS_MUCH = 0.5;
/** A span. In less a start fills as much as what killed the one that is gone, where a run of that took longer. */
const STARTS: Milliseconds = HOUR;

/** Whether a pod is gone and another of the same program grows as it did: what runs is what can be acted on. */
function isGoneOnIn(gone: RankedPod, other: RankedPod): boolean {
  if (isPresent(gone.memory) || !isPresent(other.memory)) return false;
  if (gone.growth.answer !== 'yes' || other.growth.answer !== 'yes') return false;
  const [before, now] = [gone.memory.lifetimes.at(-1), other.memory.lifetimes.at(-1)];
  if (before === undefined || now === undefined || before.revision !== now.revision) return false;
  // What was killed again at once, by what it found in its pod, does not show how long it takes to fill.
  const longest = Math.max(...gone.memory.lifetimes.map(({ from, to }) => to - from));
  const least = Math.max(AS_MUCH * (before.to - before.from), Math.min(STARTS, AS_MUCH * longest));
  const asLong = now.to - now.from >= least;
  return asLong && other.growth.perHour >= AS_MUCH * gone.growth.perHour;
}

/** Below everything that runs. */
const GONE = -10_000;

/** From this share of its limit a pod is next in line, whatever its trend. */
const NEARLY_FULL = 0.7;

/** What the other pods of a service make of one. */
interface Beside {
  readonly over: boolean;
  readonly replaced: boolean;
  readonly goesOn: boolean;
  readonly behind: number | undefined;
  /** See `heapSuspicion`. */
  readonly heap: number;
}

/**
 * What a pod is worth looking at: growing ones that were killed or are nearly full, then the killed or full, then the
 * growing, the unclear, the flat. A pod that is gone and was never killed comes after those of its kind that live, as does
 * every pod that is gone where what grew is `over`, or where its growth `goesOn` in one that runs. Of what grew and was just
 * `replaced` those that run show nothing yet. One kill that is past comes after a climb that goes on, what grew and stands
 * after what grows now, and what hardly grows after a step that takes much and stays: `behind` is the rank that is left to
 * them.
 * A live heap that climbs, or is full, under level memory comes before memory that is merely near its limit.
 */
function suspicion({ memory, growth, level }: RankedPod, { over, replaced, goesOn, behind, heap }: Beside): number {
  const share = level / (memory.limit ?? Number.POSITIVE_INFINITY);
  const alive = isPresent(memory);
  if (over && !alive) return growth.answer === 'yes' ? GONE + 1 : GONE;
  if (replaced && alive && growth.kind === 'too-little') return GONE;
  const full = alive && share >= NEARLY_FULL;
  const urgent = !goesOn && (memory.kills.length > 0 || full);
  const usual =
    growth.answer === 'yes' ? (urgent ? 5 : alive ? 3 : 1) : urgent ? 4 : growth.answer === 'unclear' && alive ? 1 : 0;
  const rank = Math.max(full || behind === undefined ? usual : behind, heap > 0 ? 4 : 0);
  // Within a rank: sure ones first, then the often killed; among the killed that do not grow, kills first.
  const kills = Math.min(memory.kills.length, 50);
  // A pod that is gone and was seen too briefly says nothing: it must not stand before those that were judged.
  const sure = growth.answer === 'unclear' && !alive ? -1 : Math.round(growth.probability * 10);
  const within = rank === 4 ? kills * 20 + (heap > 0 && kills === 0 ? heap : sure) : sure * 100 + kills;
  return rank * 10_000 + (alive ? 5000 : 0) * (rank < 4 ? 1 : 0) + within;
}

/** Above what a level pod near its limit weighs, below one that was killed. Set by hand. */
const BY_HEAP = 12;
/** What the steepest climb adds to that, so that it stays below a kill. Set by hand. */
const FASTEST = 7;

/** What a level pod is worth looking at for its live heap: 0 where nothing shows in it; more, the more of it came lately. */
function heapSuspicion(observation: Observation, { memory, growth }: RankedPod): number {
  const heap = growth.answer === 'yes' ? undefined : heapOfInterest(observation, memory);
  if (heap === undefined) return 0;
  return BY_HEAP + (heap.kind === 'climbs' ? FASTEST * Math.min(1, 1 - heap.from / heap.to) : 0);
}

/** Of two that are alike otherwise the one that is killed first, is fuller, or, where no limit is known, climbs faster. */
function closerToItsEnd(a: RankedPod, b: RankedPod): number {
  const end = ({ nextKill }: RankedPod) => nextKill?.at ?? Number.MAX_VALUE;
  // Forecasts that lie within each other's range are one.
  const before = sameEnd(a, b) ? 0 : end(a) - end(b);
  const full = ({ level, memory }: RankedPod) => (memory.limit === undefined ? 0 : level / memory.limit);
  const rate = ({ growth, rate: { perHour } }: RankedPod) => (growth.answer === 'yes' ? perHour : 0);
  return before || full(b) - full(a) || rate(b) - rate(a) || b.level - a.level;
}

function sameEnd({ nextKill: a }: RankedPod, { nextKill: b }: RankedPod): boolean {
  return a !== undefined && b !== undefined && a.at <= b.latest && b.at <= a.latest;
}

import type { Instant } from '../foundation/clock.ts';
import { type Bytes, MiB } from '../measurement/bytes.ts';
import { DAY, HOUR, type Milliseconds } from '../measurement/duration.ts';
import { type KeptClimb, keptClimb } from '../metrics/kept-climb.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { meanRateOf } from '../metrics/mean-rate.ts';
import { type Track, trackOf } from '../metrics/series.ts';
import { sliceOf, spanOf } from '../metrics/track.ts';
import { memoryOf } from './charged-memory.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';

/** What the same run gained before the window in which it is level. */
export interface ClimbedBefore extends KeptClimb {
  readonly what: 'memory' | 'live-heap';
}

/** When an earlier climb leaves it open whether a level lasts. Set by hand. */
const CLIMBED = {
  /** Share of the limit. Less takes weeks to matter. */
  ofLimit: 0.05,
  /** Share of the level: memory wanders by less. */
  ofLevel: 0.1,
  least: (16 * MiB) satisfies Bytes,
  /** A span. At the rate of the climb a limit that is further off is no matter of today. */
  within: (30 * DAY) satisfies Milliseconds,
  /** Share of the requests behind the climb. So many that added nothing show that it ended. */
  work: 0.5,
  /** Times what the climb took: a level that has lasted as long, where no requests are counted. */
  times: 2,
  /** A span. So long a level shows by itself that the climb ended. */
  longest: (3 * DAY) satisfies Milliseconds,
} as const;

/**
 * The climb of the same run before the window in which it is level, where nothing shows that it ended: no requests came since
 * that added nothing, or it has not stood for much longer than it climbed. Of two the one of all memory.
 */
export function climbedBefore(observation: Observation, pod: PodMemory): ClimbedBefore | undefined {
  const life = pod.lifetimes.at(-1);
  if (life?.end !== 'running' || life.startSeen === true || pod !== chosenPod(observation)) return undefined;
  const { before, measured } = observation;
  const earlier = observation.earlier?.find((each) => each.pod === pod.pod)?.track ?? before?.memory;
  const heap = measured['live-heap']?.track;
  const since = life.startedAt ?? Number.NEGATIVE_INFINITY;
  const climbOf = (what: ClimbedBefore['what'], own: Track | undefined, now: Track | undefined) => {
    if (own === undefined || now === undefined || own.times.length === 0) return undefined;
    const run = sliceOf(joined(own, now, life.from), since, life.to);
    const climb = keptClimb(run, life.from);
    return climb !== undefined && matters(climb, observation, pod) && !isSettled(climb, observation)
      ? { ...climb, what }
      : undefined;
  };
  return climbOf('memory', earlier, memoryOf(observation, pod)) ?? climbOf('live-heap', before?.liveHeap, heap);
}

function joined(before: Track, now: Track, at: Instant): Track {
  const points = (track: Track) => [...track.times].map((time, i) => [time, track.values[i] ?? 0] as const);
  return trackOf([...points(before).filter(([time]) => time < at), ...points(now).filter(([time]) => time >= at)]);
}

function matters({ low, level, from, at }: KeptClimb, observation: Observation, pod: PodMemory): boolean {
  const limit = limitOf(observation, pod);
  const gained = level - low;
  if (gained < Math.max(CLIMBED.least, CLIMBED.ofLevel * level, CLIMBED.ofLimit * (limit ?? 0))) return false;
  return limit === undefined || ((limit - level) / gained) * (at - from) <= CLIMBED.within;
}

/** Whether the level has lasted under so much work, or for so long, that it is none of a pause. */
function isSettled({ from, at }: KeptClimb, observation: Observation): boolean {
  const now = observation.range.to;
  const during = workIn(observation, from, at);
  if (during !== undefined && during > 0) return (workIn(observation, at, now) ?? 0) >= CLIMBED.work * during;
  return now - at >= Math.min(CLIMBED.times * (at - from), CLIMBED.longest);
}

/** Requests between two moments, before the window and in it; undefined where no counter shows them. */
function workIn({ before, measured, range }: Observation, from: Instant, to: Instant): number | undefined {
  const now = measured.requests?.track;
  if (now === undefined || before?.requests === undefined) return undefined;
  const counted = joined(before.requests, now, range.from);
  const rate = meanRateOf(counted)(from, to - from);
  return Number.isFinite(rate) ? (rate * (to - from)) / HOUR : undefined;
}

/** A window without work, in which memory that requests leave behind cannot show. Set by hand. */
const QUIET = {
  /** Share of the rate that the run had before. */
  ofBefore: 0.03,
  /** Samples of the counter. Fewer say nothing of a window. */
  fewest: 8,
  /** A span. A run that was level for so long under requests has shown how it goes on. */
  shown: (6 * HOUR) satisfies Milliseconds,
} as const;

/**
 * Whether hardly a request came in the window, and the run was not seen before under requests. Where a climb of it is known,
 * see `climbedBefore`.
 */
export function isQuiet(observation: Observation, pod: PodMemory): boolean {
  const { measured, before, range } = observation;
  const now = measured.requests?.track;
  if (now === undefined || pod !== chosenPod(observation) || now.times.length < QUIET.fewest) return false;
  const rate = meanRateOf(now)(range.from, range.to - range.from);
  const earlier = sliceOf(before?.requests ?? trackOf([]), pod.lifetimes.at(-1)?.startedAt ?? 0, range.from);
  const usual = earlier.times.length === 0 ? 0 : meanRateOf(earlier)(earlier.times[0] ?? 0, spanOf(earlier));
  if (!(rate <= 0 || rate < QUIET.ofBefore * usual)) return false;
  return !(usual > 0 && spanOf(earlier) >= QUIET.shown);
}

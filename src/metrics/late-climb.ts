import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { Track } from './series.ts';
import { median, quantile, sliceOf, spanOf } from './track.ts';

/** What makes the end of a level life a climb. Shares of the rise, unless said otherwise. Set by hand. */
const CLIMB = {
  /** Share of the life, from its start, that must have been level. */
  level: 0.4,
  /** Share of the life that the climb takes at least, and how long: a burst takes less, and in a short life a large share. */
  lasts: 0.1,
  lastsFor: 15 * MINUTE,
  /** Samples of it at least: of fewer nothing can be said about their course. */
  fewest: 6,
  /** Of the level. A smaller rise is none. */
  least: 0.3,
  /** Below it a sample is still level. */
  left: 0.15,
  /** What nearly all samples before the climb stay below. */
  quiet: 0.3,
  /** Parts of equal length, each of which gains between `leastGain` and `mostGain`: a jump is made in one. */
  parts: 5,
  leastGain: 0.05,
  mostGain: 0.5,
} as const;

/** Whether a container life was level for long and then climbed steadily to its end: no burst, whatever began it so late. */
export function climbsLate(life: Track): boolean {
  const { times, values } = life;
  const [from = 0] = times;
  const to = times.at(-1) ?? from;
  const low = median(sliceOf(life, from, from + CLIMB.level * (to - from)).values);
  const rise = (values.at(-1) ?? low) - low;
  if (!(rise > CLIMB.least * low)) return false;
  const begun = values.findLastIndex((value) => value < low + CLIMB.left * rise);
  const start = times[begun] ?? from;
  const least = Math.max(CLIMB.lastsFor, CLIMB.lasts * (to - from));
  if (times.length - 1 - begun < CLIMB.fewest || to - start < least) return false;
  if (start - from < CLIMB.level * (to - from)) return false;
  const before = values.subarray(0, begun + 1);
  return quantile(before, 0.9) <= low + CLIMB.quiet * rise && isSteady(sliceOf(life, start, to), rise);
}

/** A steady rise that a life ended with. */
export interface EndClimb {
  readonly began: Instant;
  /** Until it arrived at the level that the life ended at. */
  readonly lasted: Milliseconds;
  /** The level that it left, and the one it ended at. */
  readonly from: Bytes;
  readonly to: Bytes;
}

/** Share of the rise at which it has arrived: at its limit memory may stand for a while before it is killed. */
const ARRIVED = 0.9;

/** The quiet tenth of a life is where it climbs from: what it started with may be what was asked for just before it. */
const QUIET_LEVEL = 0.1;

/** The steady rise that a life ended with, whatever came before it; undefined where it rose in a jump, or did not. */
export function climbToEnd(life: Track): EndClimb | undefined {
  const { times, values } = life;
  const from = quantile(values, QUIET_LEVEL);
  const to = values.at(-1) ?? from;
  const rise = to - from;
  if (!(rise > CLIMB.least * from)) return undefined;
  const begun = values.findLastIndex((value) => value < from + CLIMB.left * rise);
  const arrived = values.findIndex((value, i) => i > begun && value >= from + ARRIVED * rise);
  if (begun < 0 || arrived - begun < CLIMB.fewest) return undefined;
  const [start = 0, end = 0] = [times[begun], times[arrived]];
  return isSteady(sliceOf(life, start, end), rise) ? { began: start, lasted: end - start, from, to } : undefined;
}

function isSteady(climb: Track, rise: number): boolean {
  const [from = 0] = climb.times;
  const length = spanOf(climb) / CLIMB.parts;
  const ends = Array.from({ length: CLIMB.parts + 1 }, (_, part) => {
    const index = climb.times.findLastIndex((time) => time <= from + part * length);
    return climb.values[index] ?? 0;
  });
  const gains = ends.slice(1).map((end, part) => (end - (ends[part] ?? 0)) / rise);
  return gains.every((gain) => gain >= CLIMB.leastGain && gain <= CLIMB.mostGain);
}

import type { Instant } from '../foundation/clock.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { Track } from './series.ts';
import { highest, median, quantile, sliceOf, spanOf } from './track.ts';

/** The fall that a run ends with, after a rise. */
export interface FallNow {
  /** When it began to rise; undefined where that was no later than what was seen of the run. */
  readonly from: Instant | undefined;
  /** When it was highest: since then it falls. */
  readonly at: Instant;
  /** From where it rose, how high it came, and where it stands now. */
  readonly low: number;
  readonly peak: number;
  readonly now: number;
  /** Of what it rose by, what it has lost again: above 1 where it fell below where it rose from. */
  readonly lost: number;
}

/** What makes the end of a run a fall. Set by hand; `npm run score` shows what a change decides. */
const FALL = {
  /** Samples of which each level is taken: one sample is no peak, and no end of a fall. */
  level: 5,
  /** Levels of a run at most. */
  blocks: 240,
  /** Share of the level that it rose from. A smaller rise is none that anyone asks about. */
  rise: 0.15,
  /** Share of the rise. Memory wanders by less. */
  lost: 0.15,
  /** Share of the peak. A reader sees no fall of less. */
  ofPeak: 0.05,
  /** Share of the fall that an earlier one in the same run may have: what fell as far before rose again. */
  before: 0.6,
  /** Share of the fall by which the run is below its peak once it falls. */
  left: 0.1,
  /** Share of the fall by which it is below its peak while it still stands there. */
  stands: 0.03,
  /** Share of the rise below which it has not begun to rise. */
  rising: 0.08,
  /** Share of the time up to the peak in which it was level, where it is known when it began to rise. */
  levelBefore: 0.2,
  /** Samples of it. */
  fewest: 12,
  /** A span. A collection, or the end of a request, takes less. */
  lasts: (10 * MINUTE) satisfies Milliseconds,
  /** Parts of equal length, each of which loses between `leastLoss` and `mostLoss` of the fall: what ends at once does so in one. */
  parts: 4,
  leastLoss: 0.03,
  mostLoss: 0.75,
  /** Share of the levels up to the peak that lie below what it rose from. */
  low: 0.05,
} as const;

/**
 * The fall with which a run ends that had risen: a queue that drains, a cache that is given up. Undefined where it fell at
 * once, stands by now, or fell as far before and rose again.
 */
export function fallNow(run: Track): FallNow | undefined {
  const { times, values } = run;
  if (values.length < 2 * FALL.fewest) return undefined;
  const now = median(values.subarray(-FALL.level));
  // Most lines end near their highest: they are looked at once.
  if (now > (1 - FALL.ofPeak) * highest(values)) return undefined;
  const width = Math.max(FALL.level, Math.ceil(values.length / FALL.blocks));
  const lows = lowsOf(values, width);
  const peak = highest(lows);
  const top = lows.indexOf(peak);
  const fall = peak - now;
  if (top === 0 || fall < FALL.ofPeak * peak) return undefined;
  const low = quantile(lows.subarray(0, top + 1), FALL.low);
  const rise = peak - low;
  if (rise < FALL.rise * low || fall < FALL.lost * rise || deepestOf(lows.subarray(0, top + 1)) > FALL.before * fall)
    return undefined;
  const last = Math.min(values.length, width * (lows.findLastIndex((each) => each > peak - FALL.left * fall) + 1)) - 1;
  const [began, end] = [times[last] ?? 0, times.at(-1) ?? 0];
  if (values.length - 1 - last < FALL.fewest || end - began < FALL.lasts) return undefined;
  if (!isSteady(sliceOf(run, began, end), fall)) return undefined;
  const highestAt = lows.findLastIndex((each) => each > peak - FALL.stands * fall) * width;
  const lowAt = lows.subarray(0, top).findLastIndex((each) => each < low + FALL.rising * rise);
  const from = lowAt < FALL.levelBefore * top ? undefined : times[(lowAt + 1) * width];
  return { from, at: times[highestAt] ?? began, low, peak, now, lost: fall / rise };
}

/** The lowest of each `width` samples: garbage stands above it. */
function lowsOf(values: Float64Array, width: number): Float64Array {
  return Float64Array.from({ length: Math.ceil(values.length / width) }, (_, block) => {
    let least = Number.POSITIVE_INFINITY;
    const to = Math.min(values.length, (block + 1) * width);
    for (let i = block * width; i < to; i += 1) least = Math.min(least, values[i] ?? least);
    return least;
  });
}

/** By how much it fell at most from what it had reached. */
function deepestOf(levels: Float64Array): number {
  let [highest, deepest] = [Number.NEGATIVE_INFINITY, 0];
  for (const level of levels) {
    highest = Math.max(highest, level);
    deepest = Math.max(deepest, highest - level);
  }
  return deepest;
}

/** Whether each part of a fall adds to it. */
function isSteady(fall: Track, size: number): boolean {
  const [from = 0] = fall.times;
  const length = spanOf(fall) / FALL.parts;
  const levels = Array.from({ length: FALL.parts + 1 }, (_, part) => {
    const at = from + part * length;
    return median(sliceOf(fall, at - length / 4, at + length / 4).values);
  });
  return levels.slice(1).every((level, part) => {
    const loss = ((levels[part] ?? level) - level) / size;
    return loss >= FALL.leastLoss && loss <= FALL.mostLoss;
  });
}

import type { Instant } from '../foundation/clock.ts';
import { HOUR, MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { Track } from './series.ts';
import { highest, median, quantile, sliceOf, spanOf } from './track.ts';

/** A rise that a level run ends with. */
export interface RiseNow {
  readonly began: Instant;
  /** For how long the run was seen before. */
  readonly levelFor: Milliseconds;
  /** The level before, and where it stands now. */
  readonly from: number;
  readonly to: number;
  /** Units per hour since it began. */
  readonly perHour: number;
}

/** What makes the end of a level run a rise. Set by hand; `npm run score` shows what a change decides. */
const RISE = {
  /** Share of the run that is looked at for its beginning. What began earlier shows in the shape of the whole run. */
  latest: 0.25,
  /** Share of the level. A smaller one is none that anyone asks about. */
  least: 0.1,
  /** Times what the level wandered by before. */
  wanders: 2,
  /** Share of the rise that no sample before it reached: what came as high before and went again may go again. */
  quiet: 0.5,
  /** Share of the rise below which a sample is still level. */
  left: 0.1,
  /** Samples of it, and before it. */
  fewest: 8,
  fewestBefore: 24,
  /** A span. A request, an upload or a batch takes less. */
  lasts: (10 * MINUTE) satisfies Milliseconds,
  /** Parts of equal length, each of which gains between `leastGain` and `mostGain` of the rise: a jump is made in one. */
  parts: 4,
  leastGain: 0.08,
  mostGain: 0.6,
  /** Samples whose median is where the run stands now. */
  now: 3,
} as const;

/**
 * The rise with which a run ends that was level until then, and to where it never was: minutes of it hardly move a model
 * of hours. Undefined where it jumped, stands by now, or wandered as far before.
 */
export function riseNow(run: Track): RiseNow | undefined {
  const { times, values } = run;
  const [start = 0] = times;
  const end = times.at(-1) ?? start;
  const early = sliceOf(run, start, end - RISE.latest * (end - start)).values;
  if (early.length < RISE.fewestBefore) return undefined;
  // What fills after a start lies below the level, and is none of its wandering.
  const settled = early.subarray(Math.floor(early.length / 4));
  const from = median(settled);
  const to = median(values.subarray(-RISE.now));
  const rise = to - from;
  const wandered = quantile(settled, 0.95) - quantile(settled, 0.05);
  if (!(rise >= Math.max(RISE.least * Math.abs(from), RISE.wanders * wandered))) return undefined;
  const last = values.findLastIndex((value) => value < from + RISE.left * rise);
  const began = times[last] ?? start;
  if (values.length - 1 - last < RISE.fewest || end - began < RISE.lasts) return undefined;
  if (began < end - RISE.latest * (end - start)) return undefined;
  if (highest(values.subarray(0, last + 1)) > from + RISE.quiet * rise) return undefined;
  if (!isSteady(sliceOf(run, began, end), rise)) return undefined;
  return { began, levelFor: began - start, from, to, perHour: (rise / (end - began)) * HOUR };
}

/** Whether each part of a rise adds to it. */
function isSteady(climb: Track, rise: number): boolean {
  const [from = 0] = climb.times;
  const length = spanOf(climb) / RISE.parts;
  const levels = Array.from({ length: RISE.parts + 1 }, (_, part) => {
    const at = from + part * length;
    return median(sliceOf(climb, at - length / 4, at + length / 4).values);
  });
  return levels.slice(1).every((level, part) => {
    const gain = (level - (levels[part] ?? level)) / rise;
    return gain >= RISE.leastGain && gain <= RISE.mostGain;
  });
}

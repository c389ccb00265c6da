import { DAY, MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { rankCorrelation } from '../metrics/rank-correlation.ts';
import type { Track } from '../metrics/series.ts';
import { highest, median, quantile, sliceOf, spanOf } from '../metrics/track.ts';

/** When the same hours of another day show the same rise. Set by hand. */
const ALIKE = {
  /** Days back: a rhythm of the week has its period. */
  days: [1, 2, 3, 4, 5, 6, 7],
  /** Slices of the window to compare. */
  slices: 24,
  /** Share of them in which the run was seen on that day. */
  seen: 0.6,
  /** Rank correlation of the two. */
  correlation: 0.85,
  /** Share of the present rise in the same slices that the earlier one had. */
  rise: 0.6,
  /** Share of the present rise by which the present may lie above the earlier one at its end. */
  above: 0.3,
} as const;

/** A slice is no narrower: what came before the window is known at points that are as far apart. */
const LEAST_SLICE: Milliseconds = 20 * MINUTE;

/** Whether a run rose in the same hours of a day before as it does now, to about the same height. */
export function roseInSameHours(now: Track, before: Track): boolean {
  return ALIKE.days.some((days) => roseAlike(now, before, days * DAY));
}

function roseAlike(now: Track, before: Track, back: Milliseconds): boolean {
  const slices = Math.min(ALIKE.slices, Math.floor(spanOf(now) / LEAST_SLICE));
  const from = now.times[0] ?? 0;
  const width = spanOf(now) / slices;
  const level = (track: Track, start: number) => median(sliceOf(track, start, start + width).values);
  const pairs = Array.from({ length: slices }, (_, i) => {
    const start = from + i * width;
    return [level(before, start - back), level(now, start)] as const;
  }).filter(([then, present]) => Number.isFinite(then) && Number.isFinite(present));
  if (pairs.length < FEWEST || pairs.length < ALIKE.seen * slices) return false;
  const [then, present] = [pairs.map(([value]) => value), pairs.map(([, value]) => value)];
  const [rose, rises] = [riseOf(then), riseOf(present)];
  return (
    rose >= ALIKE.rise * rises &&
    highest(Float64Array.from(present)) - highest(Float64Array.from(then)) <= ALIKE.above * rises &&
    rankCorrelation(pairs) >= ALIKE.correlation
  );
}

/** Of fewer slices any two rise alike. */
const FEWEST = 5;

function riseOf(values: readonly number[]): number {
  return quantile(values, 0.95) - quantile(values, 0.05);
}

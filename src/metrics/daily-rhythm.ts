import { DAY, HOUR, type Milliseconds } from '../measurement/duration.ts';
import type { Track } from './series.ts';
import { median, quantile, sliceOf, spanOf } from './track.ts';

/** When the days of a run are one rhythm. Set by hand. */
const RHYTHM = {
  /** Whole days. One has nothing to be compared with. */
  fewest: 2,
  /** Days at its start that may be otherwise: it starts within the first. */
  otherwise: 1,
  /** Levels of a day. */
  levels: 24,
  /** Correlation of the levels of a day with those of the day after. */
  alike: 0.8,
  /** Share of the level that each day swings by. A smaller swing is what every service wanders by. */
  swing: 0.03,
  /** Share of the smallest swing that the lowest level of the last day stands above that of the first at most. */
  rises: 0.15,
} as const;

/** The hours of a day between which it swings: single ones may be the noise of a start. */
const [LOW, HIGH] = [0.05, 0.95];

/**
 * How many whole days, until its end, a track did the same each day and came back to the same low; undefined where it did
 * not. A line, a step and a fill have days alike as well, and do not come back.
 */
export function repeatsEachDay(run: Track): number | undefined {
  // A window of whole days has its first sample a little after its start.
  const days = Math.floor((spanOf(run) + HOUR) / DAY);
  const least = Math.max(RHYTHM.fewest, days - RHYTHM.otherwise);
  for (let some = days; some >= least; some -= 1) if (repeats(run, some)) return some;
  return undefined;
}

function repeats(run: Track, days: number): boolean {
  const end = run.times.at(-1) ?? 0;
  const each = Array.from({ length: days }, (_, day) => levelsOf(run, end - (days - day) * DAY, DAY / RHYTHM.levels));
  if (each.some((levels) => levels.some(Number.isNaN))) return false;
  const lows = each.map((levels) => quantile(levels, LOW));
  const smallest = Math.min(...each.map((levels, day) => quantile(levels, HIGH) - (lows[day] ?? 0)));
  if (smallest < RHYTHM.swing * Math.abs(median(lows))) return false;
  if ((lows.at(-1) ?? 0) - (lows[0] ?? 0) > RHYTHM.rises * smallest) return false;
  return each.slice(1).every((levels, day) => correlation(each[day] ?? levels, levels) >= RHYTHM.alike);
}

function levelsOf(run: Track, from: number, width: Milliseconds): readonly number[] {
  return Array.from({ length: RHYTHM.levels }, (_, i) =>
    median(sliceOf(run, from + i * width, from + (i + 1) * width).values),
  );
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanOfA, meanOfB] = [meanOf(a), meanOf(b)];
  const product = a.reduce((sum, value, i) => sum + (value - meanOfA) * ((b[i] ?? meanOfB) - meanOfB), 0);
  const square = (some: readonly number[], mean: number) => some.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return product / Math.sqrt(Math.max(Number.MIN_VALUE, square(a, meanOfA) * square(b, meanOfB)));
}

function meanOf(some: readonly number[]): number {
  return some.reduce((sum, value) => sum + value, 0) / some.length;
}

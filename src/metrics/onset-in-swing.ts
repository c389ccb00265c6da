import type { Instant } from '../foundation/clock.ts';
import { DAY, HOUR, type Milliseconds } from '../measurement/duration.ts';
import type { Track } from './series.ts';
import { slopePerHour } from './theil-sen.ts';
import { median, quantile, sliceOf, spanOf } from './track.ts';

/** When the swing of the day may be taken for an onset. Set by hand; `npm run score` shows what a change decides. */
const SWING = {
  /** A span. In less the swing of a day is not seen, nor whether a run was level beside it. */
  least: DAY satisfies Milliseconds,
  /** Levels of a day. */
  levels: 24,
  /** Share of what would be gained in the shorter part at the rate behind the onset. A smaller swing hides no growth. */
  hides: 0.5,
  /** Share of the rate behind the onset. What rose by as much before it, without the swing, grew before. */
  grew: 0.4,
} as const;

/**
 * Whether nothing but the swing of a day shows that a run began to grow at an onset: it falls as a night would from the high
 * of a day, and a line through both looks level. Without the swing it rose before the onset too, or was seen too briefly.
 */
export function isOnsetOfSwing(run: Track, onset: Instant): boolean {
  const [from, to] = [run.times[0] ?? onset, run.times.at(-1) ?? onset];
  if (onset <= from || onset >= to) return false;
  const [before, after] = [levelsOf(sliceOf(run, from, onset)), levelsOf(sliceOf(run, onset, to))];
  // The part that holds whole days shows their swing.
  const [shows, other] = to - onset >= SWING.least ? [after, before] : [before, after];
  if (spanOf(shows) < SWING.least - 2 * WIDTH) return false;
  const shown = slopePerHour(shows);
  const profile = profileOf(shows, shown);
  const values = other.values.map((value, i) => value - (profile[hourOf(other.times[i] ?? 0)] ?? 0));
  const beside = slopePerHour({ times: other.times, values });
  const [early, late] = shows === after ? [beside, shown] : [shown, beside];
  const swing = quantile(profile, 0.95) - quantile(profile, 0.05);
  if (late <= 0 || swing < (SWING.hides * late * spanOf(other)) / HOUR) return false;
  return early >= SWING.grew * late || spanOf(before) < SWING.least - 2 * WIDTH;
}

const WIDTH = DAY / SWING.levels;

function hourOf(time: Instant): number {
  return Math.floor((time % DAY) / WIDTH);
}

/** The median of each hour that was sampled. */
function levelsOf({ times, values }: Track): Track {
  const points: [number, number][] = [];
  for (let start = 0, end = 0; start < times.length; start = end) {
    const hour = Math.floor((times[start] ?? 0) / WIDTH);
    while (end < times.length && Math.floor((times[end] ?? 0) / WIDTH) === hour) end += 1;
    points.push([(hour + 0.5) * WIDTH, median(values.subarray(start, end))]);
  }
  return { times: Float64Array.from(points, ([at]) => at), values: Float64Array.from(points, ([, level]) => level) };
}

/** How far each hour of a day stands from the line through all of them. */
function profileOf({ times, values }: Track, perHour: number): readonly number[] {
  const [from = 0] = times;
  const beside = values.map((value, i) => value - (perHour * ((times[i] ?? from) - from)) / HOUR);
  const level = median(beside);
  return Array.from({ length: SWING.levels }, (_, hour) => {
    const own = beside.filter((__, i) => hourOf(times[i] ?? 0) === hour);
    return own.length === 0 ? 0 : median(own) - level;
  });
}

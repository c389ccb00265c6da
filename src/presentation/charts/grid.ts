import type { Instant } from '../../foundation/clock.ts';
import type { Milliseconds } from '../../measurement/duration.ts';
import { lengthOf, type TimeRange } from '../../measurement/time.ts';
import type { Track } from '../../metrics/series.ts';
import { typicalStep } from '../../metrics/track.ts';

/** Equal columns of time that several tracks are brought to, so that they can be stacked or compared. */
export interface Grid {
  readonly from: Instant;
  readonly width: Milliseconds;
  readonly count: number;
}

/** At most `columns` columns, none narrower than the distance between the samples. */
export function gridFor(range: TimeRange, columns: number, tracks: readonly Track[]): Grid {
  const steps = tracks.filter((track) => track.times.length > 1).map(typicalStep);
  const width = Math.max(lengthOf(range) / columns, ...steps, 1);
  return { from: range.from, width, count: Math.max(1, Math.ceil(lengthOf(range) / width)) };
}

export function timeOf(grid: Grid, column: number): Instant {
  return Math.round(grid.from + (column + 0.5) * grid.width);
}

/** The mean of a track in each column; null where it has no sample. */
export function meansOf(track: Track, grid: Grid): readonly (number | null)[] {
  const sums = new Float64Array(grid.count);
  const counts = new Uint32Array(grid.count);
  for (let i = 0; i < track.times.length; i += 1) {
    const offset = ((track.times[i] ?? 0) - grid.from) / grid.width;
    const column = offset === grid.count ? grid.count - 1 : Math.floor(offset);
    const value = track.values[i] ?? Number.NaN;
    if (column < 0 || column >= grid.count || !Number.isFinite(value)) continue;
    sums[column] = (sums[column] ?? 0) + value;
    counts[column] = (counts[column] ?? 0) + 1;
  }
  return Array.from(sums, (sum, column) => {
    const count = counts[column] ?? 0;
    return count === 0 ? null : sum / count;
  });
}

/** So many empty columns between samples are no gap: several metrics have a sample together only now and then. */
const MOST_EMPTY = 3;

/** Means whose few empty columns hold the value before them; a column of `breaks` is not crossed. */
export function bridged(means: readonly (number | null)[], breaks: ReadonlySet<number>): readonly (number | null)[] {
  const filled = (column: number) => (means[column] ?? null) !== null;
  return means.map((mean, column) => {
    if (mean !== null) return mean;
    const near = Array.from({ length: MOST_EMPTY }, (_, i) => i + 1);
    const before = near.map((far) => column - far).find(filled);
    const after = near.map((far) => column + far).find(filled);
    if (before === undefined || after === undefined || after - before > MOST_EMPTY + 1) return null;
    const crossed = Array.from({ length: after - before }, (_, i) => before + 1 + i);
    return crossed.some((each) => breaks.has(each)) ? null : (means[before] ?? null);
  });
}

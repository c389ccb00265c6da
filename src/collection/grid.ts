import type { Instant } from '../foundation/clock.ts';
import { type Milliseconds, SECOND } from '../measurement/duration.ts';
import type { TimeRange } from '../measurement/time.ts';
import type { MetricsQuery, Track } from '../metrics/series.ts';

/** The moments a query is answered for: `end` and whole steps before it, each standing for the step that ends there. */
export interface Grid {
  readonly start: Instant;
  readonly end: Instant;
  readonly step: Milliseconds;
}

/** Prometheus refuses more points a series than this. */
const MOST_POINTS = 11_000;
/** Finer steps are not answered. */
const LEAST_STEP: Milliseconds = SECOND;

/**
 * The grid of a range: its last point is the range's end, so that the newest samples always count, and its first step
 * begins within the range. The step grows where the range would have too many points.
 */
export function gridOf(range: TimeRange, step: Milliseconds): Grid {
  const length = Math.max(0, range.to - range.from);
  const fitting = Math.ceil(Math.max(step, LEAST_STEP, length / MOST_POINTS));
  const steps = Math.max(1, Math.floor(length / fitting));
  return { start: range.to - (steps - 1) * fitting, end: range.to, step: fitting };
}

/** Reduces samples to one value for each point of the grid that has any; the answer every metrics source gives. */
export function onGrid(track: Track, grid: Grid, aggregate: MetricsQuery['aggregate']): Track {
  const times = new Float64Array(track.times.length);
  const values = new Float64Array(track.times.length);
  let length = 0;
  for (let i = 0; i < track.times.length; i += 1) {
    const time = track.times[i] ?? 0;
    const value = track.values[i] ?? Number.NaN;
    if (!Number.isFinite(value) || time <= grid.start - grid.step || time > grid.end) continue;
    const point = grid.end - Math.floor((grid.end - time) / grid.step) * grid.step;
    const before = values[length - 1];
    if (before === undefined || times[length - 1] !== point) {
      times[length] = point;
      values[length] = value;
      length += 1;
    } else {
      values[length - 1] = reduced(before, value, aggregate);
    }
  }
  return { times: times.slice(0, length), values: values.slice(0, length) };
}

function reduced(before: number, value: number, aggregate: MetricsQuery['aggregate']): number {
  switch (aggregate) {
    case 'last':
      return value;
    case 'max':
      return Math.max(before, value);
    case 'min':
      return Math.min(before, value);
  }
}

import { HOUR } from '../measurement/duration.ts';
import type { Track } from './series.ts';
import { median } from './track.ts';

/** Pairs grow with the square of the points: beyond this many, evenly spaced points stand for all. */
const MOST_POINTS = 200;

/**
 * The median of the slopes between all pairs of points, in units per hour; up to 29 % of the points may be wild
 * without moving it. Theil, A rank-invariant method of linear and polynomial regression analysis (1950); Sen,
 * Estimates of the regression coefficient based on Kendall's tau, JASA 63 (1968). Zero for fewer than two points.
 */
export function slopePerHour(track: Track): number {
  const { times, values } = thinned(track);
  const slopes: number[] = [];
  for (let i = 0; i < times.length; i += 1) {
    for (let j = i + 1; j < times.length; j += 1) {
      const elapsed = (times[j] ?? 0) - (times[i] ?? 0);
      if (elapsed > 0) slopes.push((((values[j] ?? 0) - (values[i] ?? 0)) / elapsed) * HOUR);
    }
  }
  return slopes.length === 0 ? 0 : median(slopes);
}

function thinned(track: Track): Track {
  const count = track.times.length;
  if (count <= MOST_POINTS) return track;
  const index = Array.from({ length: MOST_POINTS }, (_, i) => Math.round((i * (count - 1)) / (MOST_POINTS - 1)));
  return {
    times: Float64Array.from(index, (i) => track.times[i] ?? 0),
    values: Float64Array.from(index, (i) => track.values[i] ?? 0),
  };
}

import { HOUR } from '../measurement/duration.ts';
import { floorOf } from '../metrics/floor.ts';
import type { Track } from '../metrics/series.ts';
import { slopePerHour } from '../metrics/theil-sen.ts';
import { median } from '../metrics/track.ts';
import { errorPerUnit } from './pace.ts';

/** Points of the floor. Fewer show no rate. */
const FEWEST = 4;

/** A rate in units per hour and its standard error. */
export interface LateRate {
  readonly perHour: number;
  readonly error: number;
}

/** The rate of the floor of a track, and its error by how far the points of it stray from a straight line. */
export function lateRate(track: Track): LateRate | undefined {
  const floor = floorOf(track);
  if (floor.times.length < FEWEST) return undefined;
  const perHour = slopePerHour(floor);
  return { perHour, error: strayOf(floor, perHour) * errorPerUnit(floor) };
}

/** Standard deviations of a normal distribution in its median absolute deviation. */
const DEVIATIONS = 1.4826;

/** How far points typically stray from a line of a slope, as a standard deviation. */
export function strayOf({ times, values }: Track, perHour: number): number {
  const rest = values.map((value, i) => value - (perHour * ((times[i] ?? 0) - (times[0] ?? 0))) / HOUR);
  const middle = median(rest);
  return DEVIATIONS * median(rest.map((value) => Math.abs(value - middle)));
}

import { HOUR } from '../measurement/duration.ts';
import type { Track } from '../metrics/series.ts';
import { slopePerHour } from '../metrics/theil-sen.ts';
import { sliceOf, spanOf } from '../metrics/track.ts';

/** The share of a life after which a quick start is over … */
const AFTER_START = 0.22;
/** … and that which leaves about as much of it before as after. */
const MIDDLE = 0.6;

/** How fast a floor rises at its end. */
export interface Pace {
  /** The rate from the middle on, as a share of that before it: 1 goes on as it began, 0 has levelled off. */
  readonly share: number;
  /** Standard error of `share`. */
  readonly error: number;
}

/**
 * The rate of a floor from its middle on beside that between its start and its middle, both Theil–Sen's; undefined where
 * it did not rise before its middle. Its error is that of straight lines through points that stray by `noise`, a standard deviation.
 */
export function paceOf(floor: Track, noise: number): Pace | undefined {
  const from = floor.times[0] ?? 0;
  const at = (share: number) => from + share * spanOf(floor);
  const before = sliceOf(floor, at(AFTER_START), at(MIDDLE));
  const after = sliceOf(floor, at(MIDDLE), at(1));
  const early = slopePerHour(before);
  if (early <= 0) return undefined;
  const error = (noise * Math.hypot(errorPerUnit(before), errorPerUnit(after))) / early;
  return { share: slopePerHour(after) / early, error };
}

/** The standard error of a slope per hour where the points stray by one unit. */
function errorPerUnit({ times }: Track): number {
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const square = times.reduce((sum, time) => sum + (time - mean) ** 2, 0);
  return square === 0 ? 0 : HOUR / Math.sqrt(square);
}

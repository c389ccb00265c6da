import { HOUR } from '../measurement/duration.ts';
import type { Track } from '../metrics/series.ts';
import { slopePerHour } from '../metrics/theil-sen.ts';
import { sliceOf, spanOf } from '../metrics/track.ts';

/** Shares of a life between which its two rates are taken. Set by hand; `npm run score` shows what a change decides. */
const PART = {
  /** A quick start is over here. */
  afterStart: 0.22,
  /** About as much of the life lies between `afterStart` and here as behind. */
  middle: 0.6,
} as const;

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
  const before = sliceOf(floor, at(PART.afterStart), at(PART.middle));
  const after = sliceOf(floor, at(PART.middle), at(1));
  const early = slopePerHour(before);
  if (early <= 0) return undefined;
  const error = (noise * Math.hypot(errorPerUnit(before), errorPerUnit(after))) / early;
  return { share: slopePerHour(after) / early, error };
}

/** The standard error of a slope per hour where the points stray by one unit. */
export function errorPerUnit({ times }: Track): number {
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const square = times.reduce((sum, time) => sum + (time - mean) ** 2, 0);
  return square === 0 ? 0 : HOUR / Math.sqrt(square);
}

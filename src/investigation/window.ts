import type { Instant } from '../foundation/clock.ts';
import { HOUR, MINUTE, type Milliseconds, SECOND } from '../measurement/duration.ts';
import { lengthOf, type TimeRange } from '../measurement/time.ts';
import type { Track } from '../metrics/series.ts';

/** How far back an investigation looks unless somebody says otherwise. */
export const DEFAULT_WINDOW: Milliseconds = 24 * HOUR;

/** Points a line that a picture of about 1200 pixels can show. */
const POINTS = 600;

/** The distance of samples that fits a picture of the range: never finer than a second. */
export function stepFor(range: TimeRange): Milliseconds {
  return Math.max(SECOND, Math.ceil(lengthOf(range) / POINTS / SECOND) * SECOND);
}

/**
 * The part of a window in which there is anything to see: a service that lives for ten minutes would be a smear at the
 * right edge of a day. The window keeps its end, and its start too when the data fills at least half of it.
 */
export function fitted(range: TimeRange, tracks: readonly Track[]): TimeRange {
  const first = Math.min(...tracks.map((track) => track.times[0] ?? Number.POSITIVE_INFINITY));
  if (!Number.isFinite(first)) return range;
  const span = range.to - first;
  if (span <= 0 || span > lengthOf(range) / 2) return range;
  const margin = Math.min(stepFor(range), Math.max(MINUTE / 4, span / 20));
  return { from: Math.max(range.from, first - margin), to: range.to };
}

export function windowBefore(to: Instant, length: Milliseconds = DEFAULT_WINDOW): TimeRange {
  return { from: to - length, to };
}

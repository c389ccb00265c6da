import type { Instant } from '../foundation/clock.ts';
import { HOUR, type Milliseconds, SECOND } from '../measurement/duration.ts';
import { lengthOf, type TimeRange } from '../measurement/time.ts';
import type { Track } from '../metrics/series.ts';

/** How far back an investigation looks unless someone says otherwise. */
export const DEFAULT_WINDOW: Milliseconds = 24 * HOUR;

/** Points a line that a picture of about 1200 pixels can show. */
const POINTS = 600;

/** The distance of samples that fits a picture of the range: never finer than a second. */
export function stepFor(range: TimeRange): Milliseconds {
  return Math.max(SECOND, Math.ceil(lengthOf(range) / POINTS / SECOND) * SECOND);
}

/**
 * The part of a window in which there is anything to see: a service that lives for ten minutes would be a smear at the
 * right edge of a day. The window keeps its end, and its start too when the data fills at least the share `filled`.
 */
export function fitted(range: TimeRange, tracks: readonly Track[], filled = 0.5): TimeRange {
  const first = Math.min(...tracks.map((track) => track.times[0] ?? Number.POSITIVE_INFINITY));
  // A point stands for the step that ends there: data as young as one step is a single point at the end of the window.
  const begin = first - stepFor(range);
  if (!Number.isFinite(first) || range.to - begin > filled * lengthOf(range)) return range;
  return { from: Math.max(range.from, begin), to: range.to };
}

export function windowBefore(to: Instant, length: Milliseconds = DEFAULT_WINDOW): TimeRange {
  return { from: to - length, to };
}

import type { Bytes } from '../measurement/bytes.ts';
import { DAY, HOUR, type Milliseconds } from '../measurement/duration.ts';
import type { Track } from '../metrics/series.ts';
import { median } from '../metrics/track.ts';

/** A rise that goes on for as long as it is seen, by less than memory wanders. */
export interface MayFill {
  /** Bytes. */
  readonly perHour: number;
  /** How long it would take to fill the limit; absent where none is known. */
  readonly fullIn?: Milliseconds | undefined;
  /** Set where the start of the run is seen: what rises may be its end. */
  readonly afterStart?: true | undefined;
  /** Set where it slows down: what goes on nevertheless, by each request, after each collection, or in the heap that is collected. */
  readonly despite?: 'requests' | 'live-heap' | 'heap' | undefined;
}

/** Which rise leaves open whether it ends. Set by hand. */
export const RISES = {
  /** A span. What would fill the limit later leaves time to look over a longer window. */
  fills: 36 * HOUR,
  /** Where no limit is known: a span in which memory would double. */
  doubles: 4 * DAY,
  /** Kendall’s tau of the floor. A lower one is no steady rise. */
  steady: 0.4,
} as const;

/** What memory that goes on at a rate would fill soon; undefined where it would not. */
export function mayFillAt(own: Track, perHour: number, limit: Bytes | undefined): MayFill | undefined {
  if (perHour <= 0) return undefined;
  const level = median(own.values);
  if (limit === undefined) return level / perHour < RISES.doubles / HOUR ? { perHour } : undefined;
  const fullIn = ((limit - (own.values.at(-1) ?? level)) / perHour) * HOUR;
  return fullIn < RISES.fills ? { perHour, fullIn: Math.max(0, fullIn) } : undefined;
}

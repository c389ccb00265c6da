import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import type { Milliseconds } from '../measurement/duration.ts';
import type { Track } from './series.ts';
import { highest, median } from './track.ts';

/** The minutes before one kill, as finely as they were measured. */
export interface KillView {
  readonly kill: Instant;
  /** Resident memory up to the kill. */
  readonly rss: Track;
}

/** How memory rose before a kill. */
export interface Rise {
  /** The level it stood at before. */
  readonly from: Bytes;
  readonly to: Bytes;
  /** From leaving that level to the kill. */
  readonly within: Milliseconds;
}

/** A level is left when this share of the rise is gone. */
const LEFT = 0.1;

/** The rise at the end of a view; undefined for fewer than three samples. */
export function riseOf({ kill, rss }: KillView): Rise | undefined {
  const { times, values } = rss;
  if (values.length < 3) return undefined;
  const from = median(values.subarray(0, Math.ceil(values.length / 2)));
  const to = highest(values);
  const still = values.findLastIndex((value) => value <= from + LEFT * (to - from));
  return { from, to, within: kill - (times[Math.max(0, still)] ?? kill) };
}

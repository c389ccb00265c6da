import type { Instant } from '../foundation/clock.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { type Track, trackOf } from './series.ts';
import { median, sliceOf } from './track.ts';

/** A climb that ended, and whose gain is still there. */
export interface KeptClimb {
  readonly from: Instant;
  readonly at: Instant;
  readonly low: number;
  /** Where the track has stood since. */
  readonly level: number;
}

/** What makes a climb that was kept. Set by hand. */
const KEPT = {
  /** Slices of the track, each read at its lowest: garbage falls away. */
  slices: 96,
  /** A span. A slice is no shorter: collections lie further apart than samples. */
  leastSlice: (30 * MINUTE) satisfies Milliseconds,
  /** Slices that a climb takes: what rises in fewer is a step, or a start. */
  climb: 3,
  /** Share of the gain. So near to its low, or to its level, the track is at it. */
  near: 0.1,
  /** Share of the gain by which it may fall afterwards. */
  falls: 0.25,
  /** Share of the gain that it had before its low: then it comes back. */
  comesBack: 0.75,
  /** Share of the gain at half of the time from which on it fills up, ever more slowly. */
  fillsUp: 0.65,
} as const;

/**
 * The last climb of a track that is level since `levelFrom`. Undefined where it only stepped up, where it was as high
 * before its low, where it gave its gain back, and where it rose ever more slowly: what fills up after a start does.
 */
export function keptClimb(track: Track, levelFrom: Instant): KeptClimb | undefined {
  const { times, values } = lowest(track);
  const level = median(sliceOf({ times, values }, levelFrom, Number.POSITIVE_INFINITY).values);
  const start = times.findIndex((time) => time >= levelFrom);
  if (start < KEPT.climb || !Number.isFinite(level)) return undefined;
  const low = values.subarray(0, start).reduce((least, value) => Math.min(least, value), level);
  const gain = level - low;
  if (gain <= 0) return undefined;
  const from = values.subarray(0, start).findLastIndex((value) => value <= low + KEPT.near * gain);
  const at = values.findIndex((value, i) => i > from && value >= level - KEPT.near * gain);
  if (at - from < KEPT.climb) return undefined;
  const comesBack = values.subarray(0, from).some((value) => value >= low + KEPT.comesBack * gain);
  const falls = values.subarray(at).some((value) => Math.abs(value - level) > KEPT.falls * gain);
  const half = values[Math.round((from + at) / 2)] ?? level;
  if (comesBack || falls || half - low > KEPT.fillsUp * gain) return undefined;
  return { from: times[from] ?? 0, at: times[at] ?? 0, low, level };
}

function lowest({ times, values }: Track): Track {
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const width = Math.max(KEPT.leastSlice, (last - first) / KEPT.slices);
  const slices = new Map<number, number>();
  for (const [i, time] of times.entries()) {
    const slice = first + Math.floor((time - first) / width) * width;
    slices.set(slice, Math.min(slices.get(slice) ?? Number.POSITIVE_INFINITY, values[i] ?? 0));
  }
  return trackOf([...slices]);
}

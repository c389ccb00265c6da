import type { Instant } from '../foundation/clock.ts';
import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import { formatShare } from '../measurement/share.ts';
import { formatInstant } from '../measurement/time.ts';
import type { Track } from '../metrics/series.ts';
import { highest, median } from '../metrics/track.ts';

/** A level of the present, or of the past hours, that the usual range of a window leaves out. */
export interface PeakBeside {
  readonly highest: Bytes;
  readonly at: Instant;
  /** Since when memory has been far above its usual range; absent where it is back. */
  readonly upSince?: Instant | undefined;
  /** Where it stands. */
  readonly now: Bytes;
}

/** What makes a peak worth a sentence. Set by hand. */
const PEAK = {
  /** Times the usual high level. A smaller one is within what is called flat. */
  above: 1.3,
  /** Share of the limit that it stood above the usual high level. */
  ofLimit: 0.1,
  /** Samples whose median is where memory stands now. */
  now: 3,
} as const;

/** The peak of a track that lies for most of its time within its usual range; undefined where it has none. */
export function peakBeside(
  { times, values }: Track,
  usualHigh: Bytes,
  limit: Bytes | undefined,
): PeakBeside | undefined {
  const most = highest(values);
  const least = Math.max(PEAK.above * usualHigh, usualHigh + PEAK.ofLimit * (limit ?? 0));
  if (values.length === 0 || most < least) return undefined;
  const now = median(values.subarray(-PEAK.now));
  const left = values.findLastIndex((value) => value < least);
  return {
    highest: most,
    at: times[values.indexOf(most)] ?? 0,
    upSince: now < least ? undefined : times[Math.min(left + 1, times.length - 1)],
    now,
  };
}

/** `, apart from a peak of 850 MiB (83 % of its limit) at 29 Nov 16:58 UTC`; nothing where there was none. */
export function besidePeak(peak: PeakBeside | undefined, limit: Bytes | undefined): string {
  if (peak === undefined) return '';
  if (peak.upSince !== undefined)
    return `, but far above since ${formatInstant(peak.upSince)} UTC: ${formatBytes(peak.now)} now`;
  const share = limit === undefined ? '' : ` (${formatShare(Math.min(1, peak.highest / limit))} of its limit)`;
  return `, apart from a peak of ${formatBytes(peak.highest)}${share} at ${formatInstant(peak.at)} UTC`;
}

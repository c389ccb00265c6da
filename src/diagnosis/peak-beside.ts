import type { Instant } from '../foundation/clock.ts';
import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import { DAY, formatDuration, HOUR, type Milliseconds } from '../measurement/duration.ts';
import { formatShare } from '../measurement/share.ts';
import { formatInstant } from '../measurement/time.ts';
import type { Track } from '../metrics/series.ts';
import { highest, median, typicalStep } from '../metrics/track.ts';

/** A level of the present, or of the past hours, that the usual range of a window leaves out. */
export interface PeakBeside {
  readonly highest: Bytes;
  readonly at: Instant;
  /** Since when memory has been far above its usual range; absent where it is back. */
  readonly upSince?: Instant | undefined;
  /** Where it stands. */
  readonly now: Bytes;
  /** Peaks that have passed. */
  readonly passed: number;
  /** When the last of them was at its highest. */
  readonly last?: Instant | undefined;
  /** From one peak to the next, that of the present among them, where three or more come at equal distances. */
  readonly every?: Milliseconds | undefined;
}

/** What makes a peak worth a sentence. Set by hand. */
const PEAK = {
  /** Times the usual high level. A smaller one is within what is called flat. */
  above: 1.3,
  /** Share of the limit that it stood above the usual high level. */
  ofLimit: 0.1,
  /** Samples whose median is where memory stands now. */
  now: 3,
  /** Peaks. Of two nothing shows that their distance comes back. */
  several: 3,
  /** Share by which their distances differ from one another at most where they are even. */
  even: 0.1,
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
  const step = typicalStep({ times, values });
  const left = values.findLastIndex((value) => value < least);
  const upSince = now < least ? undefined : times[Math.min(left + 1, times.length - 1)];
  const tops = topsOf({ times, values }, least, (least + usualHigh) / 2).filter(({ to }) => to !== times.at(-1));
  const passed = upSince === undefined ? tops : tops.filter(({ at }) => at < upSince);
  return {
    highest: most,
    at: times[values.indexOf(most)] ?? 0,
    upSince,
    now: values.at(-1) ?? now,
    passed: passed.length,
    last: passed.at(-1)?.at,
    every: evenly([...passed.map(({ from }) => from), ...(upSince === undefined ? [] : [upSince])], step),
  };
}

interface Top {
  readonly from: Instant;
  readonly to: Instant;
  /** When it was at its highest. */
  readonly at: Instant;
}

/** What stands above `least`, each until it is back below `back`: a dip within a peak makes no two of it. */
function topsOf({ times, values }: Track, least: Bytes, back: Bytes): readonly Top[] {
  const tops: Top[] = [];
  for (let i = 0; i < values.length; i += 1) {
    if ((values[i] ?? 0) < least) continue;
    const ended = values.findIndex((value, j) => j > i && value < back);
    const end = ended < 0 ? values.length : ended;
    const own = values.subarray(i, end);
    const at = times[i + own.indexOf(highest(own))] ?? 0;
    tops.push({ from: times[i] ?? 0, to: times[end - 1] ?? 0, at });
    i = end;
  }
  return tops;
}

function nearest(span: Milliseconds, unit: Milliseconds): Milliseconds {
  return Math.round(span / unit) * unit;
}

/** How far apart moments are, where all distances are alike. */
function evenly(moments: readonly Instant[], step: Milliseconds): Milliseconds | undefined {
  if (moments.length < PEAK.several) return undefined;
  const steps = moments.slice(1).map((moment, i) => moment - (moments[i] ?? moment));
  const middle = median(steps);
  if (steps.some((each) => Math.abs(each - middle) > PEAK.even * middle)) return undefined;
  // Samples lie beside the hour at which something comes back.
  const round = [DAY, HOUR].find((unit) => middle >= unit && Math.abs(middle - nearest(middle, unit)) <= 2 * step);
  return round === undefined ? middle : nearest(middle, round);
}

/**
 * `, apart from a peak of 850 MiB (83 % of its limit) at 29 Nov 16:58 UTC`, or `from 3 peaks of up to …, one every 7 d, the
 * last at …`; nothing where there was none.
 */
export function besidePeak(peak: PeakBeside | undefined, limit: Bytes | undefined): string {
  if (peak === undefined) return '';
  const { passed, last = peak.at } = peak;
  const every = peak.every === undefined ? '' : `, one every ${formatDuration(peak.every)}`;
  const share = limit === undefined ? '' : ` (${formatShare(Math.min(1, peak.highest / limit))} of its limit)`;
  if (peak.upSince !== undefined) {
    const before =
      passed === 0
        ? ''
        : `, as ${passed === 1 ? 'once' : `${passed} times`} before, when it fell again, last after ${formatInstant(last)} UTC${every}`;
    return `, but far above since ${formatInstant(peak.upSince)} UTC: ${formatBytes(peak.now)} now${before}`;
  }
  return passed > 1
    ? `, apart from ${passed} peaks of up to ${formatBytes(peak.highest)}${share}${every}, the last at ${formatInstant(last)} UTC`
    : `, apart from a peak of ${formatBytes(peak.highest)}${share} at ${formatInstant(peak.at)} UTC`;
}

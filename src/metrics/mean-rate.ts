import type { Instant } from '../foundation/clock.ts';
import type { Milliseconds } from '../measurement/duration.ts';
import type { Track } from './series.ts';

/**
 * Reads the mean of a rate over stretches, where each sample stands for the time since the one before it. A counter that is
 * asked for oftener than it is scraped, or at other distances, has steps of one length and of two with the same increase:
 * the middle of such rates is either, their mean over the time is what was counted. NaN where nothing was counted.
 */
export function meanRateOf({ times, values }: Track): (from: Instant, span: Milliseconds) => number {
  const counted = new Float64Array(times.length);
  for (let i = 1; i < times.length; i += 1)
    counted[i] = (counted[i - 1] ?? 0) + (values[i] ?? 0) * ((times[i] ?? 0) - (times[i - 1] ?? 0));
  return (from, span) => {
    const [first, last] = [lastUntil(times, from), lastUntil(times, from + span)];
    const start = first < 0 ? 0 : first;
    const elapsed = (times[last] ?? 0) - (times[start] ?? 0);
    return elapsed > 0 ? ((counted[last] ?? 0) - (counted[start] ?? 0)) / elapsed : Number.NaN;
  };
}

/** The index of the last sample until a moment; −1 before the first. */
function lastUntil(times: Float64Array, moment: Instant): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) <= moment) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

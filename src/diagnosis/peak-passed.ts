import type { Bytes } from '../measurement/bytes.ts';
import { HOUR, type Milliseconds } from '../measurement/duration.ts';
import type { Lifetime } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import { highest, median, sliceOf } from '../metrics/track.ts';

/** When kills are those of a peak that has passed. Set by hand. */
const PASSED = {
  /** Runs in a row, right before the one that goes on. One kill shows no demand that stayed. */
  kills: 2,
  /** Share of the time that the last run has lasted. Runs that were killed sooner met the same demand again. */
  brief: 0.25,
  /** A span. A pause of the traffic takes less. */
  least: HOUR satisfies Milliseconds,
  /** Long runs that a kill ended: each is the beginning of a peak. */
  peaks: 2,
  /** Share of the limit that the run which outlived the peak still had in its first half. */
  high: 0.6,
  /** Share of that at which its last third lies. */
  fell: 0.6,
} as const;

/**
 * Whether the kills met a peak: the container was killed again soon after each start, then a run outlived the peak and
 * gave its memory back. What leaks does not come back at once after a restart, and is not given back.
 */
export function peakPassed(memory: Track, lifetimes: readonly Lifetime[], limit: Bytes | undefined): boolean {
  const last = lifetimes.at(-1);
  if (limit === undefined || last?.end !== 'running' || last.to - last.from < PASSED.least) return false;
  const span = last.to - last.from;
  // What ended several long runs comes back.
  const long = lifetimes.filter(({ from, to, end }) => end === 'oom-killed' && to - from >= PASSED.least);
  if (long.length >= PASSED.peaks) return false;
  const again = lifetimes.slice(-1 - PASSED.kills, -1);
  const brief = again.every(({ from, to, end }) => end === 'oom-killed' && to - from <= PASSED.brief * span);
  if (again.length < PASSED.kills || !brief) return false;
  const high = highest(sliceOf(memory, last.from, last.from + span / 2).values);
  const { values } = sliceOf(memory, last.to - span / 3, last.to);
  return high >= PASSED.high * limit && values.length > 0 && median(values) <= PASSED.fell * high;
}

import { meanRateOf } from '../metrics/mean-rate.ts';
import type { Track } from '../metrics/series.ts';
import { sliceOf, spanOf } from '../metrics/track.ts';

/** Share of the time for which a counter must show the traffic, else nothing is known of what it did. */
const KNOWN = 0.8;

/**
 * A quantity over its requests, on a clock that goes as fast as they come and takes as long in all as the time that passed:
 * what each request adds lies on a straight line there, whatever the traffic did. Undefined where too little is known of it.
 */
export function byRequests(own: Track, rates: Track): Track | undefined {
  const [from = 0, to = 0] = [own.times[0], own.times.at(-1)];
  const known = sliceOf(rates, from, to);
  if (known.times.length < 2 || spanOf(known) < KNOWN * (to - from)) return undefined;
  const seen = sliceOf(own, known.times[0] ?? from, known.times.at(-1) ?? to);
  const start = seen.times[0] ?? from;
  const rateOf = meanRateOf(known);
  const counts = seen.times.map((time) => (time > start ? rateOf(start, time - start) * (time - start) : 0));
  const all = counts.at(-1) ?? 0;
  if (!(all > 0)) return undefined;
  const perRequest = spanOf(seen) / all;
  return { times: counts.map((count) => start + count * perRequest), values: seen.values };
}

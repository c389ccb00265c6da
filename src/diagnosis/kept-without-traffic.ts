import type { TimeRange } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { meanRateOf } from '../metrics/mean-rate.ts';
import { type Track, trackOf } from '../metrics/series.ts';
import { median, quantile, sliceOf } from '../metrics/track.ts';
import { chosenPod, type Observation } from './observation.ts';

/** What a quantity did while the traffic came down: `unseen` where the traffic did not come down, or no counter shows it. */
export type WithoutTraffic = 'fell' | 'kept' | 'unseen';

/** When the traffic came down, and what then came down with it. Set by hand; `npm run score -- --worlds` shows what a change decides. */
const DOWN = {
  /** Slices of the time. */
  slices: 24,
  /** Slices with traffic in them, at least. */
  fewest: 8,
  /** Share of the range of the traffic by which it fell. */
  traffic: 0.4,
  /** Times. Traffic that varies by less takes nothing back. */
  varies: 1.3,
  /** Slices after the fall. Sessions end and garbage is collected after their last request. */
  delay: 2,
  /** Share of the range of a quantity by which it falls at least where the traffic holds it and falls by all of its own. */
  falls: 0.4,
} as const;

/**
 * Whether what rose with the traffic came down with it, in the window, or where the traffic did not fall in it, since the
 * run began: both rise by day, and only a fall of both shows that one follows the other.
 */
export function withoutTraffic(observation: Observation, pod: PodMemory, own: Track, earlier?: Track): WithoutTraffic {
  const requests = observation.measured.requests?.track;
  const last = pod.lifetimes.at(-1);
  if (requests === undefined || last === undefined || chosenPod(observation) !== pod) return 'unseen';
  const seen = whileFalling(own, requests, last);
  const { startedAt: since = last.from } = last;
  const counted = observation.before?.requests;
  if (seen !== 'unseen' || since >= last.from || earlier === undefined || counted === undefined) return seen;
  const run = (now: Track, then: Track) => joined(sliceOf(then, since, last.from), sliceOf(now, last.from, last.to));
  const all = run(own, earlier);
  return whileFalling(all, run(requests, counted), { from: all.times[0] ?? last.from, to: last.to });
}

/** What a pod took before the window. */
export function earlierOf({ earlier, before }: Observation, { pod }: Pick<PodMemory, 'pod'>): Track | undefined {
  return earlier?.find((each) => each.pod === pod)?.track ?? (before?.pod === pod ? before.memory : undefined);
}

function joined(before: Track, now: Track): Track {
  const points = ({ times, values }: Track) => [...times].map((time, i) => [time, values[i] ?? 0] as const);
  return trackOf([...points(before), ...points(now)]);
}

function whileFalling(own: Track, requests: Track, { from, to }: TimeRange): WithoutTraffic {
  const width = (to - from) / DOWN.slices;
  const rateOf = meanRateOf(requests);
  const slices = Array.from({ length: DOWN.slices }, (_, i) => {
    const start = from + i * width;
    return { level: median(sliceOf(own, start, start + width).values), rate: rateOf(start, width) };
  }).filter(({ level, rate }) => Number.isFinite(level) && Number.isFinite(rate));
  const rates = slices.map(({ rate }) => rate);
  const [low, high] = [quantile(rates, 0.1), quantile(rates, 0.9)];
  if (slices.length < DOWN.fewest || high < DOWN.varies * low) return 'unseen';
  const fall = largestFall(rates.slice(0, -DOWN.delay));
  if (fall.by < DOWN.traffic * (high - low)) return 'unseen';
  const levels = slices.map(({ level }) => level);
  const range = Math.max(...levels) - Math.min(...levels);
  const share = Math.min(1, fall.by / (high - low));
  return largestFall(levels.slice(fall.from)).by >= DOWN.falls * share * range ? 'fell' : 'kept';
}

/** The most by which a later value lies below an earlier one, and which that is. */
function largestFall(values: readonly number[]): { readonly by: number; readonly from: number } {
  let highest = 0;
  let fall = { by: 0, from: 0 };
  for (const [i, value] of values.entries()) {
    if (value > (values[highest] ?? 0)) highest = i;
    const by = (values[highest] ?? 0) - value;
    if (by > fall.by) fall = { by, from: highest };
  }
  return fall;
}

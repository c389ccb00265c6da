import { HOUR } from '../measurement/duration.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { meanRateOf } from '../metrics/mean-rate.ts';
import { rankCorrelation } from '../metrics/rank-correlation.ts';
import type { Track } from '../metrics/series.ts';
import { quantile, sliceOf, spanOf, usualRange } from '../metrics/track.ts';
import type { Observation } from './observation.ts';

/** How memory moves with the traffic. */
export interface LoadLink {
  /** Spearman's rank correlation of memory and request rate, −1 to 1. */
  readonly correlation: number;
  /** Usual low and high of the request rate, per hour: as the picture of the two shows them. */
  readonly low: number;
  readonly high: number;
}

/** Slices of the window to compare. */
const SLICES = 24;
/** Memory follows traffic with a delay (sessions end, garbage is collected): at most so many slices. */
const DELAYS = [0, 1 / 3, 2 / 3, 1];
/** Fewer slices with traffic in them than this follow anything. */
const FEWEST_SLICES = 8;
/** Traffic that varies by less explains nothing. */
const VARIES = 1.3;

/** Compares memory with the request rate, at the delay that fits best; undefined where no counter shows or the traffic is too even to say. */
export function loadLink(observation: Observation, { rss }: Pick<PodMemory, 'rss'>): LoadLink | undefined {
  return trafficLink(observation, rss);
}

/** Whether the traffic went up within the window and has not come back down: then what follows it is up too. */
export function staysUp({ measured, range: { from, to } }: Observation): boolean {
  const requests = measured.requests?.track;
  if (requests === undefined) return false;
  const width = (to - from) / SLICES;
  const rateOf = meanRateOf(requests);
  const rates = Array.from({ length: SLICES }, (_, i) => rateOf(from + i * width, width)).filter(Number.isFinite);
  const middle = (quantile(rates, 0.1) + quantile(rates, 0.9)) / 2;
  const up = rates.findIndex((rate) => rate > middle);
  return up > 0 && rates.slice(up).every((rate) => rate > middle);
}

/** Parts of the last slice in which both have to be down: one alone may be a pause. */
const AT_THE_END = [1 / 4, 1 / 8];
/** Share of its range over the last slices by which memory has come down with the traffic. */
const CAME_DOWN = 0.15;
/** Slices before the end, of which the range is taken. */
const LAST_SLICES = 4;

/**
 * Whether traffic that is up in the last slice as a whole fell at its end, and memory with it: then neither stays up, however
 * short that has been.
 */
export function comesDown({ measured, range: { from, to } }: Observation, { rss }: Pick<PodMemory, 'rss'>): boolean {
  const requests = measured.requests?.track;
  if (requests === undefined) return false;
  const width = (to - from) / SLICES;
  const rateOf = meanRateOf(requests);
  const rates = Array.from({ length: SLICES }, (_, i) => rateOf(from + i * width, width)).filter(Number.isFinite);
  const middle = (quantile(rates, 0.1) + quantile(rates, 0.9)) / 2;
  if (!AT_THE_END.every((part) => rateOf(to - part * width, part * width) <= middle)) return false;
  const high = quantile(sliceOf(rss, to - LAST_SLICES * width, to).values, 0.9);
  const { low } = usualRange(sliceOf(rss, from, to));
  const end = quantile(sliceOf(rss, to - (AT_THE_END[1] ?? 0) * width, to).values, 0.5);
  return end <= high - CAME_DOWN * (high - low);
}

/** How any quantity of the pod moves with the traffic, a count as well. */
export function trafficLink(observation: Observation, quantity: Track): LoadLink | undefined {
  const requests = observation.measured.requests?.track;
  if (requests === undefined || spanOf(requests) < HOUR / 60) return undefined;
  const { from, to } = observation.range;
  const width = (to - from) / SLICES;
  const rateOf = meanRateOf(requests);
  const links = DELAYS.flatMap((delay) => {
    const pairs = Array.from({ length: SLICES }, (_, i) => {
      const start = from + i * width;
      const level = quantile(sliceOf(quantity, start, start + width).values, 0.5);
      return [level, rateOf(start - delay * width, width)] as const;
    }).filter(([memory, rate]) => Number.isFinite(memory) && Number.isFinite(rate));
    return linkOf(pairs) ?? [];
  });
  const [correlation] = links.sort((a, b) => b - a);
  return correlation === undefined ? undefined : { correlation, ...usualRange(sliceOf(requests, from, to)) };
}

/** Rank correlation from which on a quantity of the process is said to move as the requests do. */
const FOLLOWS_TRAFFIC = 0.9;

/** Whether a count, or the live heap, moves as the requests do. */
export function movesWithLoad(observation: Observation, track: Track): boolean {
  return (trafficLink(observation, track)?.correlation ?? 0) >= FOLLOWS_TRAFFIC;
}

function linkOf(pairs: readonly (readonly [number, number])[]): number | undefined {
  const rates = pairs.map(([, rate]) => rate);
  const low = quantile(rates, 0.1);
  const high = quantile(rates, 0.9);
  if (pairs.length < FEWEST_SLICES || high < VARIES * low) return undefined;
  return rankCorrelation(pairs);
}

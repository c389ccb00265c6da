import { type Bytes, MiB } from '../measurement/bytes.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { nearestReader } from '../metrics/nearest.ts';
import type { Track } from '../metrics/series.ts';
import { quantile, typicalStep } from '../metrics/track.ts';
import { memoryOf } from './charged-memory.ts';
import { limitOf, type Observation } from './observation.ts';

/** From this share of the limit on RSS alone would show something else than what counts against it. */
const APART = 0.1;
/** How often they may be so far apart before it matters. */
const MOSTLY = 0.9;

/** What counts against the limit of the pod looked at, where RSS shows a tenth of the limit less or more. */
export function chargedBesideRss(observation: Observation, pod: PodMemory): Track | undefined {
  const charged = memoryOf(observation, pod);
  if (charged === pod.rss || charged.times.length === 0 || pod.rss.times.length === 0) return undefined;
  const full = limitOf(observation, pod) ?? Math.max(...charged.values);
  const read = nearestReader(pod.rss, 2 * Math.max(typicalStep(pod.rss), typicalStep(charged)));
  const apart = [...charged.times].flatMap((time, i) => {
    const rss = read(time);
    return rss === undefined ? [] : [Math.abs((charged.values[i] ?? 0) - rss)];
  });
  return apart.length > 0 && quantile(apart, MOSTLY) >= APART * full ? charged : undefined;
}

/** Less than this in swap is what idle pages leave there. */
const SWAPS: Bytes = MiB;

/** What of a pod's memory lies in swap at the end of the window: it does not count against the limit. */
export function swappedOf({ runs }: Observation, { pod }: PodMemory): Bytes {
  const last = runs?.pod === pod ? runs.runs.at(-1)?.tracks.swap?.track.values.at(-1) : undefined;
  return last !== undefined && last >= SWAPS ? last : 0;
}

import type { Bytes } from '../measurement/bytes.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { median, sliceOf } from '../metrics/track.ts';
import { memoryOf } from './charged-memory.ts';
import type { Observation } from './observation.ts';

/** What the samples show of the bursts that killed a pod; the rest is inferred from the kills. */
export interface BurstSeen {
  /** Kills whose last samples rose above the usual level. */
  readonly kills: number;
  /** The highest of all samples. */
  readonly highest: Bytes;
  /** Whether any sample rose above the usual level at all. */
  readonly rose: boolean;
}

/** A burst would show in this many samples before a kill. */
const LAST_SAMPLES = 2;
/** What a burst must rise above the usual level to count as seen. */
const RISES = 1.2;

export function burstSeen(observation: Observation, pod: PodMemory): BurstSeen {
  const track = memoryOf(observation, pod);
  const highestOf = (values: Float64Array) => values.reduce((most, value) => Math.max(most, value), 0);
  const high = RISES * median(track.values);
  const killed = pod.lifetimes.filter(({ end }) => end === 'oom-killed');
  const seen = killed.filter(({ from, to }) => highestOf(sliceOf(track, from, to).values.slice(-LAST_SAMPLES)) >= high);
  const highest = highestOf(track.values);
  return { kills: Math.min(seen.length, pod.kills.length), highest, rose: highest >= high };
}

/** What is called flat has its usual levels within this factor. */
const FLAT = 1.3;

export function isFlat({ low, high }: { readonly low: Bytes; readonly high: Bytes }): boolean {
  return high <= FLAT * low;
}

import type { Instant } from '../foundation/clock.ts';
import { HOUR, MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { countOf } from '../measurement/share.ts';
import { formatInstant } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { isPresent } from '../metrics/standing.ts';
import { median, sliceOf } from '../metrics/track.ts';
import { chargedOf } from './charged-memory.ts';
import { chosenPod, type Observation } from './observation.ts';

/** When what other pods served came to those that were left. Set by hand. */
const GONE = {
  /** A span. Pods that an autoscaler takes away end within it. */
  together: (10 * MINUTE) satisfies Milliseconds,
  /** Share of the pods that were there. Where fewer end the rest hardly notice. */
  share: 1 / 3,
  /** A span on either side whose middle is the level before and since. */
  level: HOUR,
  /** Share of the level before by which memory rose. */
  rose: 0.1,
} as const;

interface PeersGone {
  readonly at: Instant;
  readonly gone: number;
  readonly left: number;
}

/** Pods of the same program that ended together while none came, and after which the one that is looked at rose. */
function peersGone({ pods, range }: Observation, pod: PodMemory): PeersGone | undefined {
  const own = pod.lifetimes.at(-1);
  const alike = pods.filter((each) => each.lifetimes.at(-1)?.revision === own?.revision);
  const ends = alike.filter((each) => !isPresent(each)).flatMap(({ lifetimes }) => lifetimes.at(-1)?.to ?? []);
  const at = Math.max(...ends);
  const together = ends.filter((end) => at - end <= GONE.together).length;
  const left = alike.filter(isPresent).length;
  const came = pods.some(({ lifetimes }) => (lifetimes[0]?.from ?? 0) > Math.max(range.from, at - GONE.level));
  if (own?.end !== 'running' || came || together < GONE.share * (together + left)) return undefined;
  const track = chargedOf(pod);
  const [before, since] = [sliceOf(track, at - GONE.level, at - GONE.together), sliceOf(track, at, at + GONE.level)];
  if (before.values.length === 0 || since.values.length === 0) return undefined;
  const level = median(before.values);
  return median(since.values) - level >= GONE.rose * level ? { at, gone: together, left } : undefined;
}

/** That other pods ended, after which memory rose in the one that is looked at, as a sentence. */
export function peersGoneLine(observation: Observation): readonly string[] {
  const pod = chosenPod(observation);
  const found = pod && peersGone(observation, pod);
  if (found === undefined) return [];
  const { gone, left, at } = found;
  return [
    `${gone} of ${countOf(gone + left, 'pod')} ended about ${formatInstant(at)} UTC, and memory rose here within the hour: what they served may have come to ${left === 1 ? 'this one' : `the ${left} that are left`}.`,
  ];
}

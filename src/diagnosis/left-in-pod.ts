import { type Bytes, MiB } from '../measurement/bytes.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import { highest, median } from '../metrics/track.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';

/** Share of the limit. Less may be what two scrapes of one moment differ by. */
const MATTERS = 0.1;
/** The same where no limit is known. */
const LEAST: Bytes = 64 * MiB;

/**
 * Whether pages outlived the container that wrote them: a memory-backed volume keeps them while its pod exists, where shared
 * memory of a process ends with it.
 */
export function isLeftInPod(observation: Observation): boolean {
  const pod = chosenPod(observation);
  const left = pod && leftIn(observation, pod);
  if (pod === undefined || left === undefined) return false;
  const limit = limitOf(observation, pod);
  return highest(left.values) >= (limit === undefined ? LEAST : MATTERS * limit);
}

function leftIn({ runs }: Observation, { pod }: PodMemory): Track | undefined {
  const left = runs?.pod === pod ? runs.leftBehind : undefined;
  return left === undefined || left.values.length === 0 ? undefined : left;
}

/** Samples whose median is what is left now: container and pod are not read at one moment. */
const LATEST = 3;

/**
 * Bytes that ended containers have left in a pod of one container: they count against its limit beside all that runs, since the
 * pod may have no more than its containers together. 0 where they do not matter, or nothing shows them.
 */
export function leftNow(observation: Observation, pod: PodMemory): Bytes {
  const limit = limitOf(observation, pod);
  const left = leftIn(observation, pod);
  if (left === undefined || limit === undefined || (observation.containers?.length ?? 1) > 1) return 0;
  const now = median(left.values.subarray(-LATEST));
  return now >= MATTERS * limit ? now : 0;
}

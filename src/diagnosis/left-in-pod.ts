import { type Bytes, MiB } from '../measurement/bytes.ts';
import { highest } from '../metrics/track.ts';
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
  const left = pod !== undefined && observation.runs?.pod === pod.pod ? observation.runs.leftBehind : undefined;
  if (pod === undefined || left === undefined || left.values.length === 0) return false;
  const limit = limitOf(observation, pod);
  return highest(left.values) >= (limit === undefined ? LEAST : MATTERS * limit);
}

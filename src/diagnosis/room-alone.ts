import { isBelowCollection, isNeverCollected } from '../attribution/live-heap.ts';
import type { Bytes } from '../measurement/bytes.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { explanationOf } from './explanation.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';
import { ownEndOf } from './own-end.ts';

/** Nothing has a heap of this size: a bound like it means that there is none. */
const UNBOUNDED: Bytes = 2 ** 60;

/** What all that grew is, where it is room that the collector takes, up to a bound that fits into the limit. */
export interface RoomAlone {
  /** The largest size of the heap. */
  readonly size: Bytes;
  /** What the container is charged when all of it is touched. */
  readonly level: Bytes;
}

/** Of the chosen pod, from the runs that were read; undefined where live heap or anything else grew, or a container ended full. */
export function roomAlone(observation: Observation, pod: PodMemory): RoomAlone | undefined {
  const attribution = chosenPod(observation) === pod ? explanationOf(observation) : undefined;
  if (attribution === undefined || pod.kills.length > 0 || (ownEndOf(observation)?.ended ?? 0) > 0) return undefined;
  const { whole, ledger, causes } = attribution;
  const size = ledger.run.tracks['heap-max']?.track.values.at(-1);
  if (size === undefined || size <= 0 || size >= UNBOUNDED) return undefined;
  // Of a heap that was never collected as a whole nothing shows how much is live.
  const never = isNeverCollected(ledger.run) || isBelowCollection(ledger.run);
  const unproven = never ? causes.find(({ cause }) => cause === 'unproven-heap') : undefined;
  if (whole - Math.max(0, unproven?.bytes ?? 0) >= ledger.tolerance) return undefined;
  const { 'live-heap': live = 0, garbage = 0, heap = 0, idle = 0 } = ledger.end.parts;
  const level = ledger.end.total + Math.max(0, size - live - garbage - heap - idle);
  const limit = limitOf(observation, pod);
  return limit !== undefined && level > limit ? undefined : { size, level };
}

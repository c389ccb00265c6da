import type { ContainerRun } from '../attribution/container-run.ts';
import { heapBound } from '../attribution/full-heap.ts';
import { isBelowCollection, isNeverCollected } from '../attribution/live-heap.ts';
import type { Bytes } from '../measurement/bytes.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { memoryOf } from './charged-memory.ts';
import { explanationOf } from './explanation.ts';
import { memoryGrowth } from './memory-growth.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';
import { ownEndOf } from './own-end.ts';

/** Nothing has a heap of this size: a bound, or a goal, like it means that there is none. */
const UNBOUNDED: Bytes = 2 ** 60;

/** What all that grew is, where it is room that the collector takes, up to a bound that fits into the limit. */
export interface RoomAlone {
  /** The largest size of the heap, or that at which its collector works for the first time. */
  readonly size: Bytes;
  /** What the container is charged when all of it is touched. */
  readonly level: Bytes;
  /** Set where nothing of it was collected yet: the size is the goal of the first collection. */
  readonly uncollected?: true | undefined;
  /** Set of a pod that is not the one of which this was read. */
  readonly other?: true | undefined;
}

/** Share of the age of the run that shows it: the heap of an older pod may have been collected. */
const AS_YOUNG = 1.5;

/**
 * Of the chosen pod, from the runs that were read, and of those that are no older; undefined where live heap or anything else
 * grew, or a container ended full.
 */
export function roomAlone(observation: Observation, pod: PodMemory): RoomAlone | undefined {
  const chosen = chosenPod(observation);
  const attribution = chosen === undefined ? undefined : explanationOf(observation);
  if (attribution === undefined || pod.kills.length > 0 || (ownEndOf(observation)?.ended ?? 0) > 0) return undefined;
  const { whole, ledger, causes } = attribution;
  const { size, uncollected } = sizeOf(ledger.run);
  if (size === undefined) return undefined;
  // What another pod collected is not read: only what both have yet to do is the same.
  const other = chosen !== pod;
  if (other && (chosen === undefined || (uncollected !== undefined && !isAlike(pod, chosen)))) return undefined;
  // Of a heap that was never collected as a whole nothing shows how much is live.
  const never = isNeverCollected(ledger.run) || isBelowCollection(ledger.run);
  const unproven = never ? causes.find(({ cause }) => cause === 'unproven-heap') : undefined;
  if (whole - Math.max(0, unproven?.bytes ?? 0) >= ledger.tolerance) return undefined;
  const { 'live-heap': live = 0, garbage = 0, heap = 0, idle = 0 } = ledger.end.parts;
  const level = ledger.end.total + Math.max(0, size - live - garbage - heap - idle);
  const limit = limitOf(observation, pod);
  if (limit !== undefined && level > limit) return undefined;
  // A heap of one size that has taken less, and climbs as that one does, fills the same room.
  if (other && uncollected === undefined && !fillsAs(observation, pod, level)) return undefined;
  return { size, level, uncollected, ...(other ? { other } : {}) };
}

/** What a heap may take, or what it takes before its collector works for the first time. */
function sizeOf(run: ContainerRun): { readonly size: Bytes | undefined; readonly uncollected?: true } {
  const bound = heapBound(run);
  if (run.end !== 'running' || run.tracks.collections === undefined || !isNeverCollected(run)) return { size: bound };
  const latest = (quantity: 'next-collection' | 'gomemlimit') => run.tracks[quantity]?.track.values.at(-1) ?? UNBOUNDED;
  const goals = [latest('next-collection'), latest('gomemlimit')].filter((one) => one > 0);
  const goal = Math.min(UNBOUNDED, ...goals);
  return goal < (bound ?? UNBOUNDED) ? { size: goal, uncollected: true } : { size: bound };
}

/** Times the rate of the chosen pod. What climbs faster has more than its heap to grow by. */
const AS_FAST = 1.5;

function fillsAs(observation: Observation, pod: PodMemory, most: Bytes): boolean {
  const chosen = chosenPod(observation);
  if (chosen === undefined || pod.limit !== chosen.limit) return false;
  const present = memoryOf(observation, pod).values.at(-1) ?? most;
  const [own, read] = [memoryGrowth(observation, pod), memoryGrowth(observation, chosen)];
  return present <= most && own.perHour <= AS_FAST * read.perHour;
}

function isAlike(other: PodMemory, pod: PodMemory): boolean {
  const [theirs, own] = [other.lifetimes.at(-1), pod.lifetimes.at(-1)];
  if (theirs === undefined || own === undefined || other.limit !== pod.limit) return false;
  return theirs.end === 'running' && theirs.to - theirs.from <= AS_YOUNG * (own.to - own.from);
}

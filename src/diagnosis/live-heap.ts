import type { Measured } from '../metrics/measured.ts';
import { sliceOf } from '../metrics/track.ts';
import { heapReach } from './heap-reach.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';
import { wordsOf } from './runtimes/runtimes.ts';

/** The live heap of the chosen pod, and how far it can be believed. */
export interface LiveHeap {
  readonly measured: Measured;
  /**
   * `sure` after collections; `late` where the collector leaves garbage for long, so that even the lowest figures may
   * hold some; `never` where the heap may grow past the limit, so that nothing ever made the collector work.
   */
  readonly collected: 'sure' | 'late' | 'never';
}

/** An after-collection figure that did not change this often has not seen what happened since. */
const FEWEST_COLLECTIONS = 3;

/** Reads what survives collections; where too few were seen, the floor of the heap stands in. */
export function liveHeapOf(observation: Observation): LiveHeap | undefined {
  const told = observation.measured['live-heap'];
  if (told === undefined) return undefined;
  if (!wordsOf(observation.runtime).collectsLate) return { measured: told, collected: 'sure' };
  const used = observation.measured['heap-used'];
  const after = told.reading === 'floor' ? 0 : collectionsSeen(told, observation);
  if (after >= FEWEST_COLLECTIONS || (told.reading !== 'floor' && used === undefined))
    return { measured: told, collected: 'sure' };
  const measured = told.reading === 'floor' || used === undefined ? told : { ...used, reading: 'floor' as const };
  return { measured, collected: mayOutgrow(observation) ? 'never' : 'late' };
}

/** How often the figure changed in the life that lasted longest. */
function collectionsSeen({ track }: Measured, observation: Observation): number {
  const lives = chosenPod(observation)?.lifetimes ?? [];
  const changes = lives.map(({ from, to }) => {
    const { values } = sliceOf(track, from, to);
    return values.reduce((count, value, i) => count + (i === 0 || value !== values[i - 1] ? 1 : 0), 0);
  });
  return Math.max(0, ...changes);
}

function mayOutgrow(observation: Observation): boolean {
  const pod = chosenPod(observation);
  const limit = pod && limitOf(observation, pod);
  const reach = heapReach(observation);
  return limit !== undefined && reach !== undefined && reach.max + reach.outside > limit;
}

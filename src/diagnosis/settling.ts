import { type Bytes, MiB } from '../measurement/bytes.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Stop } from '../metrics/stop.ts';
import { median, sliceOf } from '../metrics/track.ts';
import { memoryOf } from './charged-memory.ts';
import { growthOf } from './growth.ts';
import { memoryGrowth } from './memory-growth.ts';
import { limitOf, type Observation } from './observation.ts';
import { predecessorsOf } from './predecessors.ts';

/**
 * How memory stands that fills up after its start: it has levelled off; it still rises, ever more slowly; the runs
 * before it show that it will; it is still below the level of runs of other revisions, which shows little; it grew long
 * after its start, and stopped; or it fills the room that its heap was given.
 */
export type Settling =
  | { readonly kind: 'level' }
  | { readonly kind: 'slowing'; readonly late: Bytes }
  | { readonly kind: 'as-before' }
  | { readonly kind: 'as-job' }
  | { readonly kind: 'below-earlier' }
  | { readonly kind: 'in-heap' }
  | { readonly kind: 'stopped'; readonly stop: Stop };

/** Of what was gained in all, the last third may have this share in a line that is called level. */
const STILL = 0.1;
/** A smaller gain is nothing that anyone sees in a picture. */
const UNSEEN: Bytes = 2 * MiB;

export function settlingOf(observation: Observation, pod: PodMemory): Settling {
  const before = predecessorsOf(pod, observation.pods);
  if (before !== undefined && before.before === undefined) return { kind: 'as-before' };
  if (before?.before === 'job') return { kind: 'as-job' };
  const { kind, stands } = memoryGrowth(observation, pod);
  if (stands !== undefined && kind === 'stopped') return { kind, stop: stands };
  if (stands !== undefined && kind === 'warm-up') return { kind: 'level' };
  const track = memoryOf(observation, pod);
  const { answer, stretch } = growthOf(track, pod.lifetimes, { limit: limitOf(observation, pod) });
  if (before !== undefined && answer !== 'no') return { kind: 'below-earlier' };
  if (stretch === undefined) return { kind: 'level' };
  const { values } = sliceOf(track, stretch.from, stretch.to);
  const at = (from: number, to: number) =>
    median(values.subarray(Math.floor(from * values.length), Math.max(1, Math.ceil(to * values.length))));
  const [start, middle, end] = [at(0, 0.1), at(0.6, 0.7), at(0.9, 1)];
  const late = end - middle;
  return late > UNSEEN && late > STILL * (end - start) ? { kind: 'slowing', late } : { kind: 'level' };
}

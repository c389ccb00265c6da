import { guideTo } from '../runtime/runtimes.ts';
import type { LiveHeap } from './live-heap.ts';
import type { Observation } from './observation.ts';

const SELDOM = 'The old generation is collected seldom: even the floor may hold garbage.';
const HARDLY_COLLECTED = 'Hardly anything was collected so far: even the floor may hold garbage.';

/** What the figure of a live heap is read from, and how far it can be believed. */
export function sourceReasons({ measured, collected }: LiveHeap, observation: Observation): readonly string[] {
  const { metric, reading } = measured;
  const { runtime } = observation;
  if (reading !== 'floor') return [`Read from ${metric}.`];
  return [
    `Read as the floor of ${metric}${insteadOf(observation, collected)}.`,
    ...(collected === 'sure' ? [] : [guideTo(runtime).collector.collectsLate ? SELDOM : HARDLY_COLLECTED]),
  ];
}

/** Why the floor stands for what collections left: what reports that changes with collections of all of the heap alone, or is missing. */
function insteadOf({ measured, runs, runtime }: Observation, collected: LiveHeap['collected']): string {
  const after = [measured['collected-heap'], ...(runs?.runs ?? []).map(({ tracks }) => tracks['live-heap'])];
  const shown = after.find((each) => each !== undefined && each.reading !== 'floor');
  if (shown !== undefined && collected === 'sure')
    return `, because ${shown.metric} shows too few collections of all of it`;
  const { exactHeap } = guideTo(runtime).words;
  if (exactHeap === undefined) return '';
  return `, because ${exactHeap} ${collected === 'sure' ? 'is not exposed' : 'shows nothing yet'}`;
}

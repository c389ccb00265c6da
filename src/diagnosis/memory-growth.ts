import type { PodMemory } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import { besideLoad } from './beside-load.ts';
import { memoryOf } from './charged-memory.ts';
import { type Growth, growthOf } from './growth.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';
import { stretchOf } from './stretch.ts';

/** How sure a growth is at most whose time went with the traffic: the traffic may be what grew it. */
const WITH_TRAFFIC = 0.79;

/** Whether what counts against the limit of a pod grows, whatever its traffic does to it. */
export function memoryGrowth(observation: Observation, pod: PodMemory, candidates?: number): Growth {
  const context = { candidates, limit: limitOf(observation, pod) };
  return growthBesideLoad(observation, pod, memoryOf(observation, pod), context);
}

/** Whether a quantity of a pod grows beside what moves with the traffic, where a counter shows it. */
export function growthBesideLoad(
  observation: Observation,
  pod: PodMemory,
  track: Track,
  context: Parameters<typeof growthOf>[2] = {},
): Growth {
  const plain = growthOf(track, pod.lifetimes, context);
  const requests = observation.measured.requests?.track;
  if (requests === undefined || chosenPod(observation) !== pod) return plain;
  const effect = besideLoad(track, requests, pod.lifetimes);
  if (effect === undefined) return plain;
  const growth = effect.rest === undefined ? plain : growthOf(effect.rest, pod.lifetimes, context);
  const { stretch, answer, probability } = growth;
  return {
    ...growth,
    probability: answer === 'yes' && effect.together ? Math.min(probability, WITH_TRAFFIC) : probability,
    // Levels are those of memory as it is.
    stretch: stretch && stretchOf(track, stretch, 0),
  };
}

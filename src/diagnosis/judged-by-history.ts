import type { PodMemory } from '../metrics/lifetime.ts';
import { returnedBefore } from './earlier-memory.ts';
import type { Growth } from './growth.ts';
import { limitLowered } from './limit-lowered.ts';
import { besideChosen } from './moves-together.ts';
import type { Observation } from './observation.ts';
import { judgedByPredecessors } from './predecessors.ts';

/** How likely a growth is where memory was level under a larger limit, and nothing but the limit changed. */
const UNDER_LOWER_LIMIT = 0.2;

/** Judges a pod by what the runs before it show: of the same program, or under a larger limit. */
export function judgedByHistory(observation: Observation, memory: PodMemory, own: Growth): Growth {
  if (own.answer === 'no' || limitLowered(observation, memory) === undefined)
    return besideChosen(
      observation,
      memory,
      besideReturn(observation, memory, judgedByPredecessors(memory, own, observation.pods, observation.earlier)),
    );
  return { ...own, answer: 'no', kind: 'warm-up', probability: UNDER_LOWER_LIMIT, onset: undefined };
}

/** How likely a growth still is of a run that was as high before and fell, where it rises as it did then. */
const RISES_AS_BEFORE = 0.3;
/** The same where nothing shows that. */
const MAY_FALL_AGAIN = 0.5;

/** What was as high before, and fell, is no growth where the requests or the hours of the day explain it; else it is not clear. */
function besideReturn(observation: Observation, memory: PodMemory, growth: Growth): Growth {
  const returned = growth.answer === 'yes' ? returnedBefore(observation, memory) : undefined;
  if (returned === undefined) return growth;
  const rise = { ...growth, kind: 'wave', onset: undefined, returned } as const;
  if (returned.shownBy === undefined) return { ...rise, answer: 'unclear', probability: MAY_FALL_AGAIN };
  const withLoad = returned.shownBy === 'requests' ? true : growth.withLoad;
  return { ...rise, answer: 'no', probability: RISES_AS_BEFORE, withLoad };
}

import type { Returned } from './before-window.ts';
import { returnedBefore } from './earlier-memory.ts';
import { comesDown, staysUp } from './load.ts';
import type { Matter } from './matter.ts';
import { AT_MOST } from './matter.ts';
import { memoryGrowth } from './memory-growth.ts';
import { chosenPod, type Observation } from './observation.ts';
import type { Verdict } from './verdict.ts';

/** The height that the chosen pod, which climbs in the window, reached before it and left; undefined where it did not. */
export function comesBack(observation: Observation): Returned | undefined {
  const pod = chosenPod(observation);
  if (pod === undefined || memoryGrowth(observation, pod).answer !== 'yes') return undefined;
  return returnedBefore(observation, pod);
}

/** Whether traffic and memory are up in the window, and nothing before it shows that both come down again. */
export function staysUpWithLoad(observation: Observation): boolean {
  const pod = chosenPod(observation);
  const falls = pod !== undefined && comesDown(observation, pod);
  return staysUp(observation) && !falls && comesBack(observation) === undefined;
}

/**
 * The parts of what is no higher than it was before show no leak either: they rose and fell with it. Undefined where a
 * person says that it grows.
 */
export function comesBackVerdict({ file, memory, attribution, contradicted }: Matter): Verdict | undefined {
  const said = memory?.answer === 'yes' || contradicted.length > 0;
  if (said || memory?.judgement.answer !== 'unclear' || comesBack(file.observation) === undefined) return undefined;
  return { kind: 'not-enough-data', confidence: AT_MOST.unexplained, also: [], contradicted, attribution };
}

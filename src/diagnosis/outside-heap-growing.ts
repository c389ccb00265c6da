import type { Judgement } from './judgement.ts';
import { chosenPod, type Observation } from './observation.ts';

export function judgeOutsideHeapGrowing(observation: Observation): Judgement {
  const pod = chosenPod(observation);
  return { answer: 'unclear', confidence: 0.5, headline: `not judged yet on ${pod?.pod ?? 'any pod'}`, reasons: [] };
}

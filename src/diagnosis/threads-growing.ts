import { judgeCountGrowing } from './count-growing.ts';
import type { Judgement } from './judgement.ts';
import type { Observation } from './observation.ts';

/** "Is the thread count growing?", from the live threads of the chosen pod's process. */
export function judgeThreadsGrowing(observation: Observation): Judgement {
  return judgeCountGrowing(observation, {
    quantity: 'threads',
    noun: 'threads',
    kind: 'thread-leak',
    fewestLeaked: 20,
    keeps: 'Each thread reserves up to 1 MiB of stack outside the heap, and keeps everything it refers to.',
  });
}

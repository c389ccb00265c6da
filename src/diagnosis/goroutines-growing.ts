import { judgeCountGrowing } from './count-growing.ts';
import type { Judgement } from './judgement.ts';
import type { Observation } from './observation.ts';

/** "Is the goroutine count growing?", from go_goroutines of the chosen pod. */
export function judgeGoroutinesGrowing(observation: Observation): Judgement {
  return judgeCountGrowing(observation, {
    quantity: 'goroutines',
    noun: 'goroutines',
    kind: 'goroutine-leak',
    fewestLeaked: 50,
    keeps: 'Each goroutine keeps at least 2 KiB of stack and everything it refers to.',
  });
}

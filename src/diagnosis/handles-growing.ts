import { judgeCountGrowing } from './count-growing.ts';
import type { Judgement } from './judgement.ts';
import type { Observation } from './observation.ts';

/** "Is the number of active handles growing?": sockets, timers and watchers of the chosen pod's event loop. */
export function judgeHandlesGrowing(observation: Observation): Judgement {
  return judgeCountGrowing(observation, {
    quantity: 'handles',
    noun: 'active handles',
    kind: 'handle-leak',
    fewestLeaked: 50,
    keeps: 'Each handle keeps its callbacks, and with them everything their closures refer to.',
  });
}

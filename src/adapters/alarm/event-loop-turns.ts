import { setImmediate } from 'node:timers/promises';
import type { Turns } from '../../foundation/turns.ts';
import type { Milliseconds } from '../../measurement/duration.ts';

/** An acknowledgement that comes meanwhile waits no longer than this. */
const LONGEST_TURN: Milliseconds = 10;

/** Turns for one piece of work: it gives up its own whenever it has had it for some milliseconds. */
export function eventLoopTurns(): Turns {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < LONGEST_TURN) return;
    await setImmediate();
    since = performance.now();
  };
}

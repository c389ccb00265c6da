import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Milliseconds } from '../../measurement/duration.ts';

/** What works on the store goes on so long in one turn of the event loop: acknowledgements that come meanwhile wait for it. */
const LONGEST: Milliseconds = 10;

/**
 * Ends a turn of the event loop in which the store has been in use for long enough. SQLite answers at once, so what asks it
 * one thing after the other would go on in the same turn until it is through, and everything else that asks with it.
 */
export class LoopTurn {
  /** When the store was first used in this turn of the event loop. */
  #since: Milliseconds | undefined;

  /** Before the store is used. */
  async fair(): Promise<void> {
    const now = performance.now();
    if (this.#since === undefined) {
      this.#since = now;
      setImmediate(() => {
        this.#since = undefined;
      });
    } else if (now - this.#since >= LONGEST) {
      await nextTurn();
    }
  }
}

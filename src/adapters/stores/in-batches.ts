import { setImmediate } from 'node:timers/promises';
import type { Transaction } from 'kysely';
import type { Database, Tables } from './tables.ts';

/**
 * Repeats a step, each in a transaction of its own, until it finds nothing to do; returns how much was done. SQLite works
 * on the event loop: between two steps everyone else has a turn.
 */
export async function inBatches(
  database: Database,
  step: (transaction: Transaction<Tables>) => Promise<number>,
): Promise<number> {
  let all = 0;
  for (;;) {
    const done = await database.transaction().execute(step);
    if (done === 0) return all;
    all += done;
    await setImmediate();
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../foundation/clock.ts';
import { type Milliseconds, SECOND } from '../../measurement/duration.ts';
import type { Database } from './database.ts';

/** How long a holder that died without a word keeps others waiting. */
const LEASE: Milliseconds = 15 * SECOND;
const RENEW_EVERY: Milliseconds = 5 * SECOND;

export interface Lease {
  /** Lets another process take over at once. */
  release(): Promise<void>;
}

export interface LeaseRequest {
  readonly holder: string;
  readonly clock: Clock;
  /** Called once when somebody else holds it, then silence until it is free. */
  readonly waiting: (holder: string) => void;
  /** Called when the lease was lost although this process lives (it slept too long): it must stop working. */
  readonly lost: () => void;
  readonly signal: AbortSignal;
}

/** Waits until no other process works on this database, then keeps it so. */
export async function takeLease(database: Database, request: LeaseRequest): Promise<Lease> {
  let told = false;
  for (;;) {
    const holder = await claim(database, request);
    if (holder === request.holder) break;
    if (!told) request.waiting(holder);
    told = true;
    await sleep(SECOND, undefined, { signal: request.signal });
  }
  const timer = setInterval(() => {
    claim(database, request).then(
      (holder) => {
        if (holder !== request.holder) request.lost();
      },
      () => undefined, // A busy database is asked again in five seconds; the lease outlasts two such turns.
    );
  }, RENEW_EVERY);
  timer.unref();
  return {
    async release() {
      clearInterval(timer);
      await database.deleteFrom('lease').where('holder', '=', request.holder).execute();
    },
  };
}

/** Takes or renews the lease if it is free; returns whose it is now. */
function claim(database: Database, { holder, clock }: LeaseRequest): Promise<string> {
  return database.transaction().execute(async (transaction) => {
    const now = clock.now();
    const held = await transaction.selectFrom('lease').selectAll().where('name', '=', 'bot').executeTakeFirst();
    if (held !== undefined && held.holder !== holder && held.expires_at > now) return held.holder;
    const lease = { name: 'bot', holder, expires_at: now + LEASE };
    await transaction
      .insertInto('lease')
      .values(lease)
      .onConflict((c) => c.column('name').doUpdateSet(lease))
      .execute();
    return holder;
  });
}

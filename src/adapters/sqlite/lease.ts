import type { Alarm, Clock, Instant } from '../../foundation/clock.ts';
import { type Milliseconds, SECOND } from '../../measurement/duration.ts';
import type { Database } from './database.ts';

/** How long a holder that died without a word keeps others waiting. */
const LEASE: Milliseconds = 15 * SECOND;
const RENEW_EVERY: Milliseconds = 5 * SECOND;
const ASK_EVERY: Milliseconds = SECOND;

export interface Lease {
  /** Renews it now: false when another process has it. Rejects when the database takes no write. */
  hold(): Promise<boolean>;
  /** Lets another process take over at once. */
  release(): Promise<void>;
}

export interface LeaseRequest {
  readonly holder: string;
  readonly clock: Clock;
  readonly alarm: Alarm;
  /** Called once when somebody else holds it, then silence until it is free. */
  readonly waiting: (holder: string) => void;
  /** Called when the lease was lost although this process lives (it slept too long): it must stop working. */
  readonly lost: () => void;
  readonly signal: AbortSignal;
}

/** Waits until no other process works on this database, then keeps it so. Rejects when `signal` ends the wait. */
export async function takeLease(database: Database, request: LeaseRequest): Promise<Lease> {
  const { clock, alarm, holder, signal } = request;
  let told = false;
  for (;;) {
    const now = await claim(database, request);
    if (now === holder) break;
    if (!told) request.waiting(now);
    told = true;
    await pause(alarm, clock.now() + ASK_EVERY, signal);
  }
  let silence = () => {};
  function renew(): void {
    silence = alarm(clock.now() + RENEW_EVERY, renew);
    claim(database, request).then(
      (now) => {
        if (now !== holder) request.lost();
      },
      () => undefined, // A busy database is asked again in five seconds; the lease outlasts two such turns.
    );
  }
  silence = alarm(clock.now() + RENEW_EVERY, renew);
  return {
    hold: async () => (await claim(database, request)) === holder,
    async release() {
      silence();
      await database.deleteFrom('lease').where('holder', '=', holder).execute();
    },
  };
}

/** Takes or renews the lease if it is free, in one statement, so that two who wait cannot both get it; whose it is now. */
async function claim(database: Database, { holder, clock }: LeaseRequest): Promise<string> {
  const now = clock.now();
  const lease = { name: 'bot', holder, expires_at: now + LEASE };
  await database
    .insertInto('lease')
    .values(lease)
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet(lease)
        .where((row) => row.or([row('lease.holder', '=', holder), row('lease.expires_at', '<=', now)])),
    )
    .execute();
  const held = await database.selectFrom('lease').select('holder').where('name', '=', 'bot').executeTakeFirst();
  return held?.holder ?? '';
}

function pause(alarm: Alarm, until: Instant, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const silence = alarm(until, () => {
      signal.removeEventListener('abort', end);
      resolve();
    });
    const end = () => {
      silence();
      reject(new Error('told to stop while waiting for the lease'));
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

import type { Alarm, Clock, Instant } from '../foundation/clock.ts';
import { type Milliseconds, SECOND } from '../measurement/duration.ts';

/** How long a holder that died without a word keeps others waiting. */
const LEASE: Milliseconds = 15 * SECOND;
const RENEW_EVERY: Milliseconds = 5 * SECOND;
const ASK_EVERY: Milliseconds = SECOND;

/** Where the lease of a store is kept. */
export interface LeaseStore {
  /** Takes the lease if it is free, has expired, or is the holder's own: atomically. Returns who holds it now. */
  claim(claim: { readonly holder: string; readonly now: Instant; readonly expires: Instant }): Promise<string>;
  /** Frees the lease if this holder has it. */
  release(holder: string): Promise<void>;
}

export interface Lease {
  /** Renews it now: false when another process has it. Rejects when the store takes no write. */
  hold(): Promise<boolean>;
  /** Lets another process take over at once. */
  release(): Promise<void>;
}

export interface LeaseRequest {
  readonly holder: string;
  readonly clock: Clock;
  readonly alarm: Alarm;
  /** Called once when another process holds it; then nothing until it is free. */
  readonly waiting: (holder: string) => void;
  /** Called when the lease was lost although this process lives (it slept too long): it must stop working. */
  readonly lost: () => void;
  readonly signal: AbortSignal;
}

/** Waits until no other process works on this store, then keeps it so. Rejects when `signal` ends the wait. */
export async function takeLease(store: LeaseStore, request: LeaseRequest): Promise<Lease> {
  const { clock, alarm, holder, signal } = request;
  let saidSo = false;
  for (;;) {
    const now = await claim(store, request);
    if (now === holder) break;
    if (!saidSo) request.waiting(now);
    saidSo = true;
    await pause(alarm, clock.now() + ASK_EVERY, signal);
  }
  let silence = () => {};
  function renew(): void {
    silence = alarm(clock.now() + RENEW_EVERY, renew);
    claim(store, request).then(
      (now) => {
        if (now !== holder) request.lost();
      },
      () => undefined, // A busy store is asked again in five seconds; the lease outlasts two such turns.
    );
  }
  silence = alarm(clock.now() + RENEW_EVERY, renew);
  return {
    hold: async () => (await claim(store, request)) === holder,
    async release() {
      silence();
      await store.release(holder);
    },
  };
}

function claim(store: LeaseStore, { holder, clock }: LeaseRequest): Promise<string> {
  const now = clock.now();
  return store.claim({ holder, now, expires: now + LEASE });
}

function pause(alarm: Alarm, until: Instant, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const silence = alarm(until, () => {
      signal.removeEventListener('abort', end);
      resolve();
    });
    const end = () => {
      silence();
      reject(new Error('stopped while waiting for the lease'));
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

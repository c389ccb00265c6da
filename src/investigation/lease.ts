import type { Alarm, Clock, Instant } from '../foundation/clock.ts';
import { type Milliseconds, SECOND } from '../measurement/duration.ts';

/** How long a holder that died keeps others waiting. */
export const LEASE: Milliseconds = 15 * SECOND;
/** A lease is renewed three times before it would end: one renewal may fail. */
const RENEWALS = 3;
/** Who waits for a lease asks for it so often. */
const ASK_EVERY: Milliseconds = SECOND;

/** A lease as it is stored, dated by the clock of the store. */
export interface HeldLease {
  readonly holder: string;
  readonly expires: Instant;
}

export interface LeaseClaim extends HeldLease {
  readonly now: Instant;
  /** A lease that is free although its date has not come: its holder is dead. Free only while it is still this one. */
  readonly dead?: HeldLease | undefined;
}

/** Where the lease of a store is kept. */
export interface LeaseStore {
  /** Takes the lease if it is free, has expired, is the dead one, or is the holder's own: atomically. Returns the lease as it is now. */
  claim(claim: LeaseClaim): Promise<HeldLease>;
  /** Frees the lease if this holder has it. */
  release(holder: string): Promise<void>;
  /** By how much the clock of the store is ahead of this machine's; left out where all are on one machine. */
  ahead?(): Promise<Milliseconds>;
}

export interface LeaseRequest {
  readonly holder: string;
  readonly clock: Clock;
  readonly alarm: Alarm;
  /** How long it lasts without being renewed; `LEASE` where nothing is said. */
  readonly length?: Milliseconds | undefined;
  /** Called when another process is seen to hold it, and again when that is a third one. */
  readonly waiting: (holder: string) => void;
  /** Called when the lease was lost although this process lives (it slept too long): it must stop working. */
  readonly lost: () => void;
  readonly signal: AbortSignal;
}

/** Waits until no other process works on this store, then keeps it so. Rejects when `signal` ends the wait. */
export async function takeLease(store: LeaseStore, request: LeaseRequest): Promise<Lease> {
  const { clock, alarm, holder, signal, waiting, length = LEASE } = request;
  const doubts = new Doubts(length);
  for (let before: string | undefined; ; ) {
    const held = await claim(store, request, doubts.dead);
    if (held.holder === holder) return new Lease(store, request);
    if (held.holder !== before) waiting(held.holder);
    before = held.holder;
    doubts.seen(held);
    await pause(alarm, clock.now() + ASK_EVERY, signal);
  }
}

/**
 * Counts how often a lease was seen unchanged. A living holder renews it every few seconds; one that died while its clock
 * was ahead leaves a lease that would last for hours.
 */
class Doubts {
  /** After so many questions with the same answer a lease has outlived its length, whatever its date says. */
  readonly #inVain: number;
  #last: HeldLease | undefined;
  #times = 0;

  constructor(length: Milliseconds) {
    this.#inVain = Math.ceil(length / ASK_EVERY) + 1;
  }

  seen(held: HeldLease): void {
    const same = this.#last?.holder === held.holder && this.#last.expires === held.expires;
    this.#times = same ? this.#times + 1 : 1;
    this.#last = held;
  }

  get dead(): HeldLease | undefined {
    return this.#times >= this.#inVain ? this.#last : undefined;
  }
}

/** The right to work on a store, renewed by itself until it is released or lost. */
export class Lease {
  readonly #store: LeaseStore;
  readonly #request: LeaseRequest;
  #silence = () => {};
  #released = false;
  #asked: Promise<unknown> = Promise.resolve();

  constructor(store: LeaseStore, request: LeaseRequest) {
    this.#store = store;
    this.#request = request;
    this.#renewLater();
  }

  /** Renews it now: false when another process has it, or it was released. Rejects when the store takes no write. */
  async hold(): Promise<boolean> {
    if (this.#released) return false;
    const answer = claim(this.#store, this.#request);
    this.#asked = Promise.allSettled([this.#asked, answer]);
    return (await answer).holder === this.#request.holder;
  }

  /** Lets another process take over at once. A renewal that is on its way arrives first: it would take the lease back. */
  async release(): Promise<void> {
    this.#released = true;
    this.#silence();
    await this.#asked;
    await this.#store.release(this.#request.holder);
  }

  #renewLater(): void {
    const { alarm, clock, lost, length = LEASE } = this.#request;
    this.#silence = alarm(clock.now() + length / RENEWALS, () => {
      this.#renewLater();
      this.hold().then(
        (own) => {
          if (!own && !this.#released) lost();
        },
        () => undefined, // A busy store is asked again at the next turn; the lease outlasts two of them.
      );
    });
  }
}

async function claim(
  store: LeaseStore,
  { holder, clock, length = LEASE }: LeaseRequest,
  dead?: HeldLease,
): Promise<HeldLease> {
  const ahead = (await store.ahead?.()) ?? 0;
  const now = clock.now() + ahead;
  return store.claim({ holder, now, expires: now + length, dead });
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

import { type Clock, elapsed, type Instant } from '../../foundation/clock.ts';
import type { Parcel } from '../../investigation/outbox.ts';
import { MINUTE, type Milliseconds } from '../../measurement/duration.ts';

/** What an earlier process wanted to wait is not waited longer than this: its clock may have been ahead. */
const LONGEST_INHERITED: Milliseconds = MINUTE;

/**
 * How long each parcel waits for its next try. The store keeps moments of a clock that may jump, for the next process;
 * in this one the wait itself counts.
 */
export class Waits {
  readonly #clock: Clock;
  readonly #until = new Map<number, { readonly notBefore: Instant; readonly until: Milliseconds }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Lets a parcel wait; returns the moment to store. */
  begin(parcel: number, pause: Milliseconds): Instant {
    const notBefore = this.#clock.now() + pause;
    this.#until.set(parcel, { notBefore, until: elapsed(this.#clock) + pause });
    return notBefore;
  }

  /** Lets a parcel wait without a moment to store. */
  hold({ id, notBefore }: Pick<Parcel, 'id' | 'notBefore'>, pause: Milliseconds): void {
    this.#until.set(id, { notBefore, until: elapsed(this.#clock) + pause });
  }

  end(parcel: number): void {
    this.#until.delete(parcel);
  }

  /** How long a parcel still waits. A change of its state ends the wait: what was refused may be taken now. */
  left({ id, notBefore }: Pick<Parcel, 'id' | 'notBefore'>): Milliseconds {
    const known = this.#until.get(id);
    if (known?.notBefore === notBefore) return Math.max(0, known.until - elapsed(this.#clock));
    if (notBefore === 0) return 0;
    const inherited = Math.min(LONGEST_INHERITED, Math.max(0, notBefore - this.#clock.now()));
    this.#until.set(id, { notBefore, until: elapsed(this.#clock) + inherited });
    return inherited;
  }
}

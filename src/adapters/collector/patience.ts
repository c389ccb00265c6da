import type { Instant } from '../../foundation/clock.ts';
import type { Milliseconds } from '../../measurement/duration.ts';

/** A target that keeps hanging is left alone for up to so many rounds. */
const MOST_ROUNDS_PASSED = 5;

/** Remembers which targets hung, so that they are left alone for a while: each visit would hold a lane for its whole timeout. */
export class Patience {
  readonly #every: Milliseconds;
  readonly #hanging = new Map<string, { readonly times: number; readonly until: Instant }>();

  /** For rounds that are `every` apart. */
  constructor(every: Milliseconds) {
    this.#every = every;
  }

  noted(instance: string, hangs: boolean, now: Instant): void {
    if (!hangs) {
      this.#hanging.delete(instance);
      return;
    }
    const times = (this.#hanging.get(instance)?.times ?? 0) + 1;
    const pause = Math.min(times, MOST_ROUNDS_PASSED) * this.#every - this.#every / 2;
    this.#hanging.set(instance, { times, until: now + pause });
  }

  /** Whether its last visit hung. */
  hung(instance: string): boolean {
    return this.#hanging.has(instance);
  }

  /** Whether it may be visited again. */
  ready(instance: string, now: Instant): boolean {
    return now >= (this.#hanging.get(instance)?.until ?? 0);
  }
}

import type { Clock } from '../../../src/foundation/clock.ts';

/** Counts calls in sliding windows. */
export class RateMeter {
  readonly #clock: Clock;
  readonly #calls = new Map<string, number[]>();
  /** When the calls so far are all paid off, at a second each. */
  readonly #paidOff = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Seconds to wait (≥ 1) when `limit` calls were already made in the window; 0 when this one may go ahead. */
  retryAfter(key: string, limit: number, windowMs: number): number {
    const now = this.#clock.now();
    const recent = (this.#calls.get(key) ?? []).filter((at) => at > now - windowMs);
    this.#calls.set(key, recent);
    const oldest = recent.at(-limit);
    return oldest === undefined ? 0 : Math.max(1, Math.ceil((oldest + windowMs - now) / 1000));
  }

  /** Seconds to wait (≥ 1) until one of the `burst` calls that may come at once is left, where each second gives one back. */
  retryAfterBurst(key: string, burst: number): number {
    const wait = (this.#paidOff.get(key) ?? 0) - (burst - 1) * 1000 - this.#clock.now();
    return wait <= 0 ? 0 : Math.max(1, Math.ceil(wait / 1000));
  }

  /** Only a call that was let through counts. */
  countBurst(key: string): void {
    this.#paidOff.set(key, Math.max(this.#paidOff.get(key) ?? 0, this.#clock.now()) + 1000);
  }

  /** Only a call that was let through counts. */
  count(key: string): void {
    this.#calls.set(key, [...(this.#calls.get(key) ?? []), this.#clock.now()]);
  }
}

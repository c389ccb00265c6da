import type { CollectorStores } from '../../collection/stores.ts';
import type { Instant } from '../../foundation/clock.ts';
import { MINUTE, type Milliseconds } from '../../measurement/duration.ts';
import { enforceRetention, isBeyond, type RetentionLimits } from './retention.ts';

/** Processes whose samples are packed after a round: the store is kept from other work only briefly. */
const COMPACTIONS_A_ROUND = 8;
/** What is kept too long is deleted so often. */
const RETENTION_EVERY: Milliseconds = 10 * MINUTE;

/** Packs samples after each round, and every ten minutes, or when the store has outgrown its bound, deletes what is too much. */
export class Tidying {
  readonly #stores: CollectorStores;
  readonly #limits: RetentionLimits;
  #running = false;
  #last: Instant = 0;

  constructor(stores: CollectorStores, limits: RetentionLimits) {
    this.#stores = stores;
    this.#limits = limits;
  }

  /** Does nothing while an earlier call is under way. */
  async tidy(now: Instant): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      await this.#stores.samples.compact(COMPACTIONS_A_ROUND);
      if (!(await this.#isDue(now))) return;
      this.#last = now;
      await enforceRetention(this.#stores, this.#limits, now);
    } finally {
      this.#running = false;
    }
  }

  async #isDue(now: Instant): Promise<boolean> {
    return now - this.#last >= RETENTION_EVERY || (await isBeyond(this.#stores, this.#limits));
  }
}

import { type Pressing, PressingQueue } from '../foundation/pressing-queue.ts';
import type { Investigation } from './state/investigation.ts';

/** Something gathered beside the events. */
export interface Work {
  readonly investigation: string;
  /** Distinguishes it from what else is gathered for the investigation. */
  readonly name: string;
  /** How soon it is wanted; absent for what is cheap, or waits for nothing. */
  readonly pressing?: Pressing | undefined;
  /** Whether no one waits for it any longer, now that the investigation stands so. */
  obsolete(investigation: Investigation): boolean;
  run(signal: AbortSignal): Promise<void>;
  /** Never called for what was aborted. */
  failed(error: unknown): void;
}

interface Running {
  readonly work: Work;
  readonly abort: AbortController;
  readonly end: Promise<void>;
}

/**
 * Looks that run side by side. Each holds the series of a service and a picture of them: a hundred at once, in a storm,
 * would be the memory of the process.
 */
const SIDE_BY_SIDE = 4;

/** Beside those, looks that someone who clicked waits for. */
const KEPT_FOR_PEOPLE = 2;

/** What is being gathered, so that it can be awaited, and given up when no one waits for it. */
export class EvidenceWork {
  readonly #running = new Map<string, Running>();
  readonly #queue = new PressingQueue({ places: SIDE_BY_SIDE, kept: KEPT_FOR_PEOPLE });
  #stopped = false;

  start(work: Work): void {
    if (this.#stopped) return;
    const key = `${work.investigation} ${work.name}`;
    const abort = new AbortController();
    const end = this.#queue
      .run(work.pressing, () => work.run(abort.signal), abort.signal)
      .catch((error: unknown) => {
        if (!abort.signal.aborted) work.failed(error);
      })
      .finally(() => {
        if (this.#running.get(key)?.abort === abort) this.#running.delete(key);
      });
    this.#running.set(key, { work, abort, end });
  }

  /** Aborts what the new state of an investigation has made obsolete: a comparison then frees its thread at once. */
  review(investigation: Investigation): void {
    for (const { work, abort } of this.#running.values()) {
      if (work.investigation === investigation.id && work.obsolete(investigation)) abort.abort();
    }
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await this.#ends();
  }

  /** Aborts everything; nothing starts after it. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { abort } of this.#running.values()) abort.abort();
    await this.#ends();
  }

  #ends(): Promise<unknown> {
    return Promise.allSettled([...this.#running.values()].map(({ end }) => end));
  }
}

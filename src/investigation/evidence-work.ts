import type { Investigation } from './state/investigation.ts';

/** Something gathered beside the events. */
export interface Work {
  readonly investigation: string;
  /** Distinguishes it from what else is gathered for the investigation. */
  readonly name: string;
  /** Whether no one waits for it any longer, now that the investigation stands so. */
  obsolete(investigation: Investigation): boolean;
  run(signal: AbortSignal): Promise<void>;
  /** Never called for what was aborted. */
  failed(error: unknown): void;
}

export interface EvidenceWork {
  start(work: Work): void;
  /** Aborts what the new state of an investigation has made obsolete: a comparison then frees its thread at once. */
  review(investigation: Investigation): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  /** Aborts everything; nothing starts after it. */
  stop(): Promise<void>;
}

/** What is being gathered, so that it can be awaited, and given up when no one waits for it. */
export function evidenceWork(): EvidenceWork {
  const running = new Map<
    string,
    { readonly work: Work; readonly abort: AbortController; readonly end: Promise<void> }
  >();
  let stopped = false;
  const ends = () => Promise.allSettled([...running.values()].map(({ end }) => end));
  return {
    start(work) {
      if (stopped) return;
      const key = `${work.investigation} ${work.name}`;
      const abort = new AbortController();
      const end = work
        .run(abort.signal)
        .catch((error: unknown) => {
          if (!abort.signal.aborted) work.failed(error);
        })
        .finally(() => {
          if (running.get(key)?.abort === abort) running.delete(key);
        });
      running.set(key, { work, abort, end });
    },
    review(investigation) {
      for (const { work, abort } of running.values()) {
        if (work.investigation === investigation.id && work.obsolete(investigation)) abort.abort();
      }
    },
    async idle() {
      while (running.size > 0) await ends();
    },
    async stop() {
      stopped = true;
      for (const { abort } of running.values()) abort.abort();
      await ends();
    },
  };
}

import { type Clock, elapsed } from '../foundation/clock.ts';
import { explain } from '../foundation/errors.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';

/** A probe asks every few seconds: the source is asked less often. */
const KEPT: Milliseconds = MINUTE;

interface Health {
  readonly clock: Clock;
  /** Rejects where the source cannot be used, saying what to do. */
  readonly ask: () => Promise<unknown>;
  readonly log: { warn(facts: object, message: string): void };
}

/**
 * Whether a source of evidence answers, as it was when it was asked last: alerts are taken all the same, and a probe does
 * not wait for it. Asks for the first time when it is made; what is wrong is logged when it begins to be.
 */
export function sourceHealth({ clock, ask, log }: Health): () => string | undefined {
  let trouble: string | undefined;
  let askedAt: Milliseconds | undefined;
  function refresh(): void {
    askedAt = elapsed(clock);
    ask().then(
      () => {
        trouble = undefined;
      },
      (error: unknown) => {
        if (trouble === undefined) log.warn({ error: explain(error) }, 'a source of evidence does not answer');
        trouble = explain(error);
      },
    );
  }
  refresh();
  return () => {
    if (askedAt === undefined || elapsed(clock) - askedAt >= KEPT) refresh();
    return trouble;
  };
}

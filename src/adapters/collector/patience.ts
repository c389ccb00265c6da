import type { Instant } from '../../foundation/clock.ts';
import type { Milliseconds } from '../../measurement/duration.ts';

/** Remembers who hung, so that it is left alone for a while: each visit would hold a lane for its whole timeout. */
export interface Patience {
  noted(instance: string, hangs: boolean, now: Instant): void;
  /** Whether its last visit hung. */
  hung(instance: string): boolean;
  /** Whether it may be visited again. */
  ready(instance: string, now: Instant): boolean;
}

/** A target that keeps hanging is left alone for up to so many rounds. */
const MOST_ROUNDS_PASSED = 5;

/** For rounds that are `every` apart. */
export function patience(every: Milliseconds): Patience {
  const hanging = new Map<string, { readonly times: number; readonly until: Instant }>();
  return {
    noted(instance, hangs, now) {
      if (!hangs) {
        hanging.delete(instance);
        return;
      }
      const times = (hanging.get(instance)?.times ?? 0) + 1;
      hanging.set(instance, { times, until: now + Math.min(times, MOST_ROUNDS_PASSED) * every - every / 2 });
    },
    hung: (instance) => hanging.has(instance),
    ready: (instance, now) => now >= (hanging.get(instance)?.until ?? 0),
  };
}

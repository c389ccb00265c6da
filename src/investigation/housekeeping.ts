import type { Alarm, Clock, Instant } from '../foundation/clock.ts';
import { DAY, type Milliseconds } from '../measurement/duration.ts';

/** How long an investigation is kept after its last change; its thread in Slack stays. */
export const KEPT: Milliseconds = 30 * DAY;

/** How long it is remembered which path was found: a few hundred bytes each, for “the same path as in August”. */
export const FINDINGS_KEPT: Milliseconds = 400 * DAY;

export interface HousekeepingDependencies {
  readonly clock: Clock;
  readonly alarm: Alarm;
  /** Deletes what was last changed, and what was found, before a moment. */
  readonly forget: (times: { readonly before: Instant; readonly findingsBefore: Instant }) => Promise<unknown>;
  readonly report: (problem: string, error: unknown) => void;
}

/** Deletes old investigations now and once a day. */
export function keepHouse({ clock, alarm, forget, report }: HousekeepingDependencies): { stop(): void } {
  let silence = () => {};
  function round(): void {
    silence = alarm(clock.now() + DAY, round);
    const now = clock.now();
    forget({ before: now - KEPT, findingsBefore: now - FINDINGS_KEPT }).catch((error: unknown) =>
      report('old investigations could not be deleted', error),
    );
  }
  round();
  return { stop: () => silence() };
}

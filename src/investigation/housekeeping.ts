import type { Alarm, Clock, Instant } from '../foundation/clock.ts';
import { DAY, type Milliseconds } from '../measurement/duration.ts';

/** How long an investigation is kept after its last change; its thread in Slack stays. */
export const KEPT: Milliseconds = 30 * DAY;

export interface HousekeepingDependencies {
  readonly clock: Clock;
  readonly alarm: Alarm;
  /** Deletes what was last changed before a moment. */
  readonly forget: (before: Instant) => Promise<unknown>;
  readonly report: (problem: string, error: unknown) => void;
}

/** Deletes old investigations now and once a day. */
export function keepHouse({ clock, alarm, forget, report }: HousekeepingDependencies): { stop(): void } {
  let silence = () => {};
  function round(): void {
    silence = alarm(clock.now() + DAY, round);
    forget(clock.now() - KEPT).catch((error: unknown) => report('old investigations could not be deleted', error));
  }
  round();
  return { stop: () => silence() };
}

import type { Instant } from '../foundation/clock.ts';

/** When a living pod is expected to reach its limit, with the range that the data allows. */
export interface NextKill {
  readonly pod: string;
  readonly at: Instant;
  readonly earliest: Instant;
  /** Absent when the data also allows that it never comes. */
  readonly latest?: Instant | undefined;
}

import type { Instant } from '../foundation/clock.ts';

/** When a growth began, with the range that the data allows. */
export interface Onset {
  readonly at: Instant;
  readonly earliest: Instant;
  readonly latest: Instant;
}

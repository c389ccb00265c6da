import type { Instant } from '../../foundation/clock.ts';

/** The same path, found in an earlier investigation of the same workload. */
export interface EarlierFinding {
  readonly investigation: string;
  readonly title: string;
  /** When that report was written. */
  readonly at: Instant;
  /** Where its thread stands; `ts` is unknown when it was never posted. */
  readonly channel: string;
  readonly ts?: string | undefined;
  /** In how many earlier investigations it was found. */
  readonly times: number;
}

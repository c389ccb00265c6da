import type { Instant } from '../foundation/clock.ts';

export type ProfileKind = 'heap' | 'goroutine';

/** A stored profile that can be read. */
export interface Snapshot {
  readonly source: string;
  readonly id: string;
  readonly kind: ProfileKind;
  /** The pod name, or `host:port` where no pod is known. */
  readonly instance: string;
  readonly time: Instant;
  /** When the process it was taken from started, where known. */
  readonly processStart?: Instant | undefined;
}

import type { Instant } from '../foundation/clock.ts';
import type { ProfileKind } from '../profile/kind.ts';
import type { Repository } from '../service/service.ts';

export type { ProfileKind, TestimonyKind } from '../profile/kind.ts';

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
  /**
   * What the values of this one profile add up to, where the source shows it without the profile: bytes in use, or
   * goroutines. A profile that adds up to something else is not this one.
   */
  readonly total?: number | undefined;
  /** Where it lies, for people, where it is a file of theirs. */
  readonly path?: string | undefined;
  /** Why it may belong to another process than the one asked for: said wherever it is used. */
  readonly doubt?: string | undefined;
  /** What the profile's labels report about the source code it was built from. */
  readonly repository?: Partial<Repository> | undefined;
}

import type { ProfileDiff } from '../profile/diff.ts';

/** A difference with what is said of it. */
export interface ShownDiff extends ProfileDiff {
  readonly said?: readonly string[] | undefined;
}

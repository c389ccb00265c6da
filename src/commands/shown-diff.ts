import type { Change } from '../profile/alignment.ts';
import type { ProfileDiff } from '../profile/diff.ts';

/** A difference with what is said of it. */
export interface ShownDiff extends ProfileDiff {
  readonly said?: readonly string[] | undefined;
  /** What grew and is not ranked, in sentences. */
  readonly unranked?: readonly string[] | undefined;
  /** What is odd about the two files. */
  readonly warnings?: readonly string[] | undefined;
  /** Other sample types of the same files that grew more, where none was asked for. */
  readonly grewMore?: readonly GrewMore[] | undefined;
}

export interface GrewMore {
  readonly sampleType: string;
  readonly unit: string;
  readonly total: Change;
  /** What it counts, where its sample type does not say it. */
  readonly counted?: string | undefined;
}

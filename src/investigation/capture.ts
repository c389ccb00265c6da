import type { Gap } from '../diagnosis/finding.ts';
import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import type { Person } from './person.ts';
import type { ProfileKind } from './snapshot.ts';

/** A profile taken on request; `bytes` as the process sent it. */
export interface CapturedProfile {
  readonly kind: ProfileKind;
  readonly time: Instant;
  readonly bytes: Bytes;
}

/** What came of going for profiles. */
export type CaptureOutcome =
  | {
      readonly kind: 'captured';
      readonly profiles: readonly CapturedProfile[];
      /** Of the kinds that could not be had. */
      readonly faults: readonly Gap[];
    }
  | { readonly kind: 'failed'; readonly faults: readonly Gap[] }
  /** Nothing was tried: memory stands at this share of the limit, and a profile may kill the process. */
  | { readonly kind: 'at-limit'; readonly share: number }
  /** Leakbot ended while it was under way. */
  | { readonly kind: 'interrupted' };

/** Profiles of one pod that somebody asked for: the content of a note that is brought up to date. */
export interface Capture {
  readonly pod: string;
  /** Names the pod's process goes by among those that the collector visits. */
  readonly names: readonly string[];
  /** Who said to go on although the pod stands at its limit. */
  readonly confirmedBy?: Person | undefined;
  readonly state:
    | { readonly kind: 'running' }
    | { readonly kind: 'declined'; readonly by: Person; readonly at: Instant }
    | (CaptureOutcome & { readonly at: Instant });
}

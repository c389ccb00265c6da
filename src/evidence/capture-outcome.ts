import type { Gap } from '../diagnosis/finding.ts';
import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
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

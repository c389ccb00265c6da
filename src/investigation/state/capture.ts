import type { CaptureOutcome } from '../../evidence/capture-outcome.ts';
import type { Instant } from '../../foundation/clock.ts';
import type { Person } from './person.ts';

/** Profiles of one pod that someone asked for: the content of a note that is brought up to date. */
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

import type { Instant } from '../../../foundation/clock.ts';
import type { Labels } from '../../profile-server/labels.ts';

/** One profile as someone pushed it. */
export interface Pushed {
  readonly labels: Labels;
  /** As the call says; absent where only the profile itself may say. */
  readonly time?: Instant | undefined;
  /** pprof, gzipped or plain. */
  readonly profile: Uint8Array;
}

import { MiB } from '../../measurement/bytes.ts';

/** What reading one profile may cost at most. */
export interface ReadLimits {
  /** Unpacked. Reading needs at most about six times this. */
  readonly maxBytes: number;
  /** All stacks together. A location may stand for many inlined calls, so that a small file can have any number. */
  readonly maxFrames: number;
}

/** The largest profiles seen in practice unpack to some tens of MiB and have some ten million frames. */
export const DEFAULT_LIMITS: ReadLimits = { maxBytes: 256 * MiB, maxFrames: 2 ** 26 };

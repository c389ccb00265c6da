import { MiB } from '../../measurement/bytes.ts';

/** What reading one profile may cost at most. */
export interface ReadLimits {
  /** Unpacked. Reading needs at most about six times this. */
  readonly maxBytes: number;
}

/** The largest profiles seen in practice unpack to some tens of MiB. */
export const DEFAULT_LIMITS: ReadLimits = { maxBytes: 256 * MiB };

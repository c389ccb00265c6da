import { formatBytes, MiB } from '../../measurement/bytes.ts';
import { InvalidProfileError } from '../invalid-profile.ts';

/** What reading one profile may cost at most. */
export interface ReadLimits {
  /** Unpacked. Reading needs at most about six times this. */
  readonly maxBytes: number;
  /** All stacks together. A location may stand for many inlined calls, so that a small file can have any number. */
  readonly maxFrames: number;
}

/** The largest profiles seen in practice unpack to some tens of MiB and have some ten million frames. */
export const DEFAULT_LIMITS: ReadLimits = { maxBytes: 256 * MiB, maxFrames: 2 ** 26 };

/** Refuses unpacked bytes that are too many, or none. */
export function checkSize(plain: Uint8Array, { maxBytes }: ReadLimits): void {
  if (plain.length > maxBytes) {
    throw new InvalidProfileError(`a profile of ${formatBytes(plain.length)}: the limit is ${formatBytes(maxBytes)}`);
  }
  if (plain.length === 0) throw new InvalidProfileError('the profile is empty');
}

import type { Profile } from '../profile.ts';
import { SeveralProfilesError } from './header.ts';
import { readLegacy } from './legacy/legacy.ts';
import type { ReadLimits } from './limits.ts';
import { otherFormat } from './other-format.ts';

/**
 * Reads bytes that are no pprof profile, for the given reason, as one of the formats before it. Throws what they are, where
 * that is known, else that reason.
 */
export function readOther(plain: Uint8Array, { maxFrames }: ReadLimits, reason: unknown): Profile {
  const older = reason instanceof SeveralProfilesError ? undefined : readLegacy(plain, maxFrames);
  if (older !== undefined) return older;
  throw otherFormat(plain) ?? reason;
}

import type { Profile } from '../profile.ts';
import { readFoldedStacks } from './folded-stacks.ts';
import { SeveralProfilesError } from './header.ts';
import { readLegacy } from './legacy/legacy.ts';
import type { ReadLimits } from './limits.ts';
import { otherFormat } from './other-format.ts';
import { readV8HeapProfile } from './v8-heap-profile.ts';

/**
 * Reads bytes that are no pprof profile, for the given reason, as one of the formats before or beside it. Throws what they are, where
 * that is known, else that reason.
 */
export function readOther(plain: Uint8Array, { maxFrames }: ReadLimits, reason: unknown): Profile {
  const older = reason instanceof SeveralProfilesError ? undefined : readLegacy(plain, maxFrames);
  if (older !== undefined) return older;
  const written = readV8HeapProfile(plain, maxFrames) ?? readFoldedStacks(plain, maxFrames);
  if (written !== undefined) return written;
  throw otherFormat(plain) ?? reason;
}

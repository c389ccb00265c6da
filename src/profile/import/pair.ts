import { explain } from '../../foundation/errors.ts';
import { InvalidProfileError } from '../invalid-profile.ts';
import type { Profile } from '../profile.ts';
import { withoutDroppedFrames } from './drop-frames.ts';
import { DEFAULT_LIMITS, type ReadLimits } from './limits.ts';
import { readPprof } from './pprof.ts';

export interface ProfilePair {
  readonly base: Profile;
  readonly current: Profile;
}

/** Reads both sides of a comparison. Throws InvalidProfileError saying which of them cannot be read. */
export async function readPair(
  base: Uint8Array,
  current: Uint8Array,
  limits: ReadLimits = DEFAULT_LIMITS,
): Promise<ProfilePair> {
  const before = readSide('base', base, limits);
  const after = readSide('current', current, limits);
  return { base: await withoutDroppedFrames(before, after), current: await withoutDroppedFrames(after, after) };
}

function readSide(side: 'base' | 'current', bytes: Uint8Array, limits: ReadLimits): Profile {
  try {
    return readPprof(bytes, limits);
  } catch (error) {
    if (error instanceof InvalidProfileError) {
      throw new InvalidProfileError(`the ${side} profile cannot be read: ${explain(error)}`);
    }
    throw error;
  }
}

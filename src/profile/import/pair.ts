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

/** Gives the bytes of a profile; asked once, so that nothing holds them when they have been read. */
export type ProfileBytes = () => Uint8Array | Promise<Uint8Array>;

/**
 * Reads both sides of a comparison, one after the other so as never to hold the bytes of both. Throws
 * InvalidProfileError saying which of them cannot be read.
 */
export async function readPair(
  base: ProfileBytes,
  current: ProfileBytes,
  limits: ReadLimits = DEFAULT_LIMITS,
): Promise<ProfilePair> {
  const before = readSide('base', await base(), limits);
  const after = readSide('current', await current(), limits);
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

import { explain } from '../../foundation/errors.ts';
import { isHistogram } from '../histogram/is-histogram.ts';
import { InvalidProfileError } from '../invalid-profile.ts';
import { isRecording } from '../jfr/chunk-header.ts';
import type { Profile } from '../profile.ts';
import { withoutDroppedFrames } from './drop-frames.ts';
import { unpacked } from './gunzip.ts';
import { checkSize, DEFAULT_LIMITS, type ReadLimits } from './limits.ts';
import { readProto } from './proto.ts';

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
  const before = await readSide('base', await base(), limits);
  const after = await readSide('current', await current(), limits);
  return { base: await withoutDroppedFrames(before, after), current: await withoutDroppedFrames(after, after) };
}

async function readSide(side: 'base' | 'current', bytes: Uint8Array, limits: ReadLimits): Promise<Profile> {
  try {
    return await readAny(unpacked(bytes, limits.maxBytes), limits);
  } catch (error) {
    if (error instanceof InvalidProfileError) {
      throw new InvalidProfileError(`the ${side} profile cannot be read: ${explain(error)}`);
    }
    throw error;
  }
}

/** The readers of what is no pprof profile are loaded for it alone. */
async function readAny(plain: Uint8Array, limits: ReadLimits): Promise<Profile> {
  if (isRecording(plain)) {
    const { readJfr } = await import('../jfr/read-jfr.ts');
    return readJfr(plain, limits);
  }
  if (isHistogram(plain)) {
    const { readHistogram } = await import('../histogram/read-histogram.ts');
    return readHistogram(plain, limits);
  }
  checkSize(plain, limits);
  try {
    return readProto(plain, limits.maxFrames);
  } catch (error) {
    const { readOther } = await import('./other.ts');
    return readOther(plain, limits, error);
  }
}

import type { Profile } from '../profile.ts';
import { unpacked } from './gunzip.ts';
import { checkSize, DEFAULT_LIMITS, type ReadLimits } from './limits.ts';
import { readOther } from './other.ts';
import { readProto } from './proto.ts';

/**
 * Reads a pprof profile or one of an older format, gzipped, packed with Zstandard or plain. Throws InvalidProfileError for
 * everything that Go's own parser refuses, and for what exceeds the limits.
 */
export function readPprof(bytes: Uint8Array, limits: ReadLimits = DEFAULT_LIMITS): Profile {
  const plain = unpacked(bytes, limits.maxBytes);
  checkSize(plain, limits);
  try {
    return readProto(plain, limits.maxFrames);
  } catch (error) {
    return readOther(plain, limits, error);
  }
}

import { isHistogram } from '../histogram/is-histogram.ts';
import { isRecording } from '../jfr/chunk-header.ts';
import type { Profile } from '../profile.ts';
import { checkSize, type ReadLimits } from './limits.ts';
import { readProto } from './proto.ts';

interface ReadAnyOptions {
  readonly limits: ReadLimits;
  /** Sample types: only samples that have a value in one of them are needed. All, where undefined. */
  readonly counted?: readonly string[] | undefined;
}

/**
 * Reads unpacked bytes as whatever profile they are. Throws InvalidProfileError saying what they are, where they are none. The
 * readers of what is no pprof profile are loaded for it alone.
 */
export async function readAny(plain: Uint8Array, { limits, counted }: ReadAnyOptions): Promise<Profile> {
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
    return readProto(plain, limits.maxFrames, counted);
  } catch (error) {
    const { readOther } = await import('./other.ts');
    return readOther(plain, limits, error);
  }
}

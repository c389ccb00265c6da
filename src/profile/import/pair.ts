import { explain } from '../../foundation/errors.ts';
import { MiB } from '../../measurement/bytes.ts';
import { InvalidProfileError } from '../invalid-profile.ts';
import type { Profile } from '../profile.ts';
import { readAny } from './any.ts';
import { withoutDroppedFrames } from './drop-frames.ts';
import { gunzipBeside, isGzip, unpacked, unpackedSize } from './gunzip.ts';
import { DEFAULT_LIMITS, type ReadLimits } from './limits.ts';

export interface ProfilePair {
  readonly base: Profile;
  readonly current: Profile;
}

/** Gives the bytes of a profile; asked once, so that nothing holds them when they have been read. */
export type ProfileBytes = () => Uint8Array | Promise<Uint8Array>;

export interface PairOptions {
  readonly limits?: ReadLimits | undefined;
  /** Sample types: only samples that have a value in one of them are needed, others may be left out. All, where undefined. */
  readonly counted?: readonly string[] | undefined;
}

type ReadOptions = PairOptions & { readonly limits: ReadLimits };

/** Unpacked bytes of a side up to which both are held at once: with twice as many, of stacks that differ, it took an eighth more memory. */
const HELD_AT_ONCE = 8 * MiB;

/** Unpacked bytes of a side from which another thread is worth it: zlib has a smaller one done within some milliseconds. */
const WORTH_A_THREAD = MiB;

/**
 * Reads both sides of a comparison: the second is unpacked while the first is read. Very large ones are read one after the
 * other, so as never to hold the bytes of both. Throws InvalidProfileError saying which of them cannot be read.
 */
export async function readPair(
  base: ProfileBytes,
  current: ProfileBytes,
  { limits = DEFAULT_LIMITS, counted }: PairOptions = {},
): Promise<ProfilePair> {
  const read = { limits, counted };
  const first = await base();
  const ahead = unpackedSize(first) <= HELD_AT_ONCE ? await current() : undefined;
  const plain = ahead && unpackAhead(ahead, limits.maxBytes);
  const before = await readSide('base', () => unpacked(first, limits.maxBytes), read);
  const second = ahead ?? (await current());
  const after = await readSide('current', () => plain ?? unpacked(second, limits.maxBytes), read);
  return { base: await withoutDroppedFrames(before, after), current: await withoutDroppedFrames(after, after) };
}

/** Undefined where it is not worth it. What is wrong with the bytes is said when their turn comes. */
function unpackAhead(packed: Uint8Array, maxBytes: number): Promise<Uint8Array> | undefined {
  const size = unpackedSize(packed);
  if (!isGzip(packed) || size < WORTH_A_THREAD || size > HELD_AT_ONCE) return undefined;
  const plain = gunzipBeside(packed, maxBytes);
  plain.catch(() => undefined);
  return plain;
}

async function readSide(
  side: 'base' | 'current',
  plain: () => Uint8Array | Promise<Uint8Array>,
  read: ReadOptions,
): Promise<Profile> {
  try {
    return await readAny(await plain(), read);
  } catch (error) {
    if (error instanceof InvalidProfileError) {
      const reason = explain(error);
      throw new InvalidProfileError(`the ${side} profile cannot be read: ${reason}`, { faulty: { side, reason } });
    }
    throw error;
  }
}

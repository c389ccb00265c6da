import type { Instant } from '../../foundation/clock.ts';
import type { SampleType } from '../profile.ts';
import { HeaderReader } from './header.ts';
import { StringTableReader } from './strings.ts';
import { Cursor } from './wire.ts';

/** What a profile counts, and when it was taken. */
export interface ProfileHead {
  readonly sampleTypes: readonly SampleType[];
  readonly time: Instant | undefined;
}

/**
 * Reads no more of a pprof profile, which must be unpacked, than what it counts: samples, nearly all of it, are passed over. Throws
 * InvalidProfileError for what is no protocol buffer, is cut off, or is several profiles in one.
 */
export function readHead(plain: Uint8Array): ProfileHead {
  const cursor = new Cursor(plain);
  const header = new HeaderReader();
  const strings = new StringTableReader();
  while (cursor.next()) {
    if (cursor.field === 6) strings.read(cursor);
    else if (cursor.field < 2 || cursor.field > 5) header.read(cursor);
  }
  const { sampleTypes, time } = header.finish(strings.finish(plain));
  return { sampleTypes, time };
}

import { InvalidProfileError } from '../invalid-profile.ts';
import { Cursor } from './wire.ts';

const SAMPLE_TYPE = 1;
const STRING_TABLE = 6;
const LAST_FIELD = 15;

/**
 * Whether unpacked bytes have the outline of a pprof profile: fields of message Profile and nothing else, to the last
 * byte, sample types and strings among them. The order is the writer's own: Go begins with the period type.
 */
export function isPprofOutline(bytes: Uint8Array): boolean {
  const cursor = new Cursor(bytes);
  const seen = new Set<number>();
  try {
    while (cursor.next()) {
      if (cursor.field < 1 || cursor.field > LAST_FIELD) return false;
      seen.add(cursor.field);
    }
  } catch (error) {
    if (error instanceof InvalidProfileError) return false;
    throw error;
  }
  return seen.has(SAMPLE_TYPE) && seen.has(STRING_TABLE);
}

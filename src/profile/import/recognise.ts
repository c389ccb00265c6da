import { InvalidProfileError } from '../invalid-profile.ts';
import { Cursor } from './wire.ts';

/** Numbers of fields of message `Profile` (profile.proto). */
const FIELD = { sampleType: 1, stringTable: 6, last: 15 } as const;

/**
 * Whether unpacked bytes have the outline of a pprof profile: fields of message Profile and nothing else, to the last
 * byte, sample types and strings among them. The order is the writer's own: Go begins with the period type.
 */
export function isPprofOutline(bytes: Uint8Array): boolean {
  const cursor = new Cursor(bytes);
  const seen = new Set<number>();
  try {
    while (cursor.next()) {
      if (cursor.field < 1 || cursor.field > FIELD.last) return false;
      seen.add(cursor.field);
    }
  } catch (error) {
    if (error instanceof InvalidProfileError) return false;
    throw error;
  }
  return seen.has(FIELD.sampleType) && seen.has(FIELD.stringTable);
}

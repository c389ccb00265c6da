import type { Profile } from '../../profile.ts';
import { readContentionText } from './contention-text.ts';
import { readCountText } from './count-text.ts';
import { readCpuWords } from './cpu-words.ts';
import { readHeapText } from './heap-text.ts';
import { readJavaText } from './java-text.ts';
import { readThreadText } from './thread-text.ts';

/** What a text begins with that may be one of these; a cheap look before megabytes are decoded. */
const HEAD_BYTES = 4096;

/**
 * Reads what profilers wrote before there was pprof's format, and Go still writes as text: all that `go tool pprof` takes
 * as well (google/pprof, profile/legacy_profile.go). Undefined for what is none. Throws InvalidProfileError for one that
 * is damaged.
 */
export function readLegacy(bytes: Uint8Array, maxFrames: number): Profile | undefined {
  const words = readCpuWords(bytes, maxFrames);
  if (words !== undefined) return words;
  if (!/profile:|---|^\s*#/.test(new TextDecoder('latin1').decode(bytes.subarray(0, HEAD_BYTES)))) return undefined;
  const text = new TextDecoder().decode(bytes);
  for (const read of [readHeapText, readCountText, readThreadText, readContentionText, readJavaText]) {
    const profile = read(text, maxFrames);
    if (profile !== undefined) return profile;
  }
  return undefined;
}

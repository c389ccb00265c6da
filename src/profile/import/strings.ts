import { Buffer } from 'node:buffer';
import { InvalidProfileError } from '../invalid-profile.ts';
import type { StringTable } from '../profile.ts';
import { growingUint32 } from './growing.ts';
import { BYTES, type Cursor, VARINT } from './wire.ts';

/** Stands for every index that no table can have (negative, or beyond 32 bits). */
const NOWHERE = 0xffff_ffff;

/** The cursor's last varint as a string index, to be checked once the table is known. */
export function stringIndex(cursor: Cursor): number {
  cursor.expect(VARINT);
  return cursor.high === 0 ? cursor.low : NOWHERE;
}

/** Collects the string table: only where each text begins and ends. */
export class StringTableReader {
  readonly #bounds = growingUint32(1024);

  read(cursor: Cursor): void {
    cursor.expect(BYTES);
    if (this.#bounds.length === 0 && cursor.stop !== cursor.start) {
      throw new InvalidProfileError('not a pprof profile: its first string is not empty');
    }
    this.#bounds.push(cursor.start);
    this.#bounds.push(cursor.stop);
  }

  /** The table over a copy of its part of `bytes`, so that the rest can be let go. */
  finish(bytes: Uint8Array): StringTable {
    const bounds = this.#bounds.toArray();
    const { from, to } = extent(bounds);
    const kept = Buffer.from(bytes.slice(from, to));
    const decoded: (string | undefined)[] = [];
    return {
      length: bounds.length / 2,
      at(index) {
        const known = decoded[index];
        if (known !== undefined) return known;
        const text = kept.toString('utf8', (bounds[index * 2] ?? 0) - from, (bounds[index * 2 + 1] ?? 0) - from);
        decoded[index] = text;
        return text;
      },
      startsWith(index, ascii) {
        const begin = (bounds[index * 2] ?? 0) - from;
        if ((bounds[index * 2 + 1] ?? 0) - from - begin < ascii.length) return false;
        for (let at = 0; at < ascii.length; at++) if (kept[begin + at] !== ascii.charCodeAt(at)) return false;
        return true;
      },
    };
  }
}

function extent(bounds: Uint32Array): { from: number; to: number } {
  return { from: bounds[0] ?? 0, to: bounds.at(-1) ?? 0 };
}

/** Refuses indexes that point outside the table. */
export function checkStrings(strings: StringTable, indexes: Iterable<number>): void {
  for (const index of indexes) {
    if (index >= strings.length) {
      throw new InvalidProfileError(`corrupt profile: it has ${strings.length} strings and refers to another`);
    }
  }
}

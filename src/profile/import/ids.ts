import { InvalidProfileError } from '../invalid-profile.ts';
import type { Cursor } from './wire.ts';

/** A bigint only where two ids would be the same number. */
export type Id = number | bigint;

/** No position. */
const ABSENT = -1;

/**
 * From the 64-bit ids of a table (locations, functions, mappings) to positions in it. Ids are nearly always 1, 2, 3 …:
 * those are looked up in an array, any others (hashes, addresses) in a map.
 */
export class IdIndex {
  /** By id: the position; negative where there is no such id, or only in the map. */
  readonly dense: Int32Array;
  /** Where the ids are 1, 2, 3 …, in any order: the last of them; else 0. */
  readonly lastInOrder: number;
  readonly #sparse = new Map<Id, number>();

  /** Ids must be unique and not 0: anything else is no valid profile (as Go's `CheckValid` has it). */
  constructor(what: string, ids: readonly Id[]) {
    this.dense = new Int32Array(ids.length + 1).fill(ABSENT);
    ids.forEach((id, position) => {
      if (id === 0) throw new InvalidProfileError(`corrupt profile: a ${what} has the reserved id 0`);
      if (this.find(id) !== ABSENT) throw new InvalidProfileError(`corrupt profile: two ${what}s have id ${id}`);
      if (typeof id === 'number' && id < this.dense.length) this.dense[id] = position;
      else this.#sparse.set(id, position);
    });
    this.lastInOrder = this.#sparse.size === 0 ? ids.length : 0;
  }

  /** The position, or -1. */
  find(id: Id): number {
    if (typeof id === 'number' && id < this.dense.length) return this.dense[id] ?? ABSENT;
    return this.#sparse.get(id) ?? ABSENT;
  }
}

/** The cursor's last varint as an id. */
export function idOf(cursor: Cursor): Id {
  if (cursor.high === 0) return cursor.low;
  return cursor.high < 0x20_0000 ? cursor.unsigned() : BigInt.asUintN(64, cursor.big());
}

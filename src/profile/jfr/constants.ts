import { damaged, JfrCursor, type Long } from './cursor.ts';
import type { JfrType, Types } from './metadata.ts';
import { type Allowance, type JfrValue, type Pools, ValueReader } from './values.ts';

/** The number that every chunk gives to the type of its constant pools. */
export const CHECKPOINT = 1;

/**
 * The constant pools of one chunk: where each value of the reachable types stands; a value is read when it is asked for,
 * once.
 */
export class ConstantPools implements Pools {
  readonly #bytes: Uint8Array;
  readonly #types: Types;
  readonly #allowance: Allowance;
  readonly #positions = new Map<JfrType, Map<Long, number>>();
  readonly #read = new Map<JfrType, Map<Long, JfrValue>>();

  constructor(
    bytes: Uint8Array,
    {
      types,
      reachable,
      allowance,
    }: { readonly types: Types; readonly reachable: Iterable<JfrType>; readonly allowance: Allowance },
  ) {
    this.#bytes = bytes;
    this.#types = types;
    this.#allowance = allowance;
    for (const type of reachable) {
      this.#positions.set(type, new Map());
      this.#read.set(type, new Map());
    }
  }

  /** Takes in the pools of one checkpoint event. */
  add(at: number, end: number): void {
    const cursor = new JfrCursor(this.#bytes, at, end);
    const values = new ValueReader(cursor, this, this.#allowance);
    cursor.int();
    if (cursor.long() !== CHECKPOINT) throw damaged();
    // Start, duration, distance to the checkpoint before.
    for (let times = 0; times < 3; times++) cursor.long();
    cursor.byte();
    for (let pools = cursor.count(); pools > 0; pools--) {
      const type = this.#types.get(cursor.long());
      if (type === undefined) throw damaged();
      const positions = this.#positions.get(type);
      for (let left = cursor.count(); left > 0; left--) {
        const id = cursor.long();
        positions?.set(id, cursor.at);
        values.skip(type);
      }
    }
  }

  get(type: JfrType, id: Long): JfrValue {
    const known = this.#read.get(type);
    const value = known?.get(id);
    if (value !== undefined || known?.has(id) === true) return value;
    // A text may refer to itself in a damaged file.
    known?.set(id, undefined);
    const read = this.unkept(type, id);
    known?.set(id, read);
    return read;
  }

  unkept(type: JfrType, id: Long): JfrValue {
    const at = this.#positions.get(type)?.get(id);
    if (at === undefined) return undefined;
    return new ValueReader(new JfrCursor(this.#bytes, at), this, this.#allowance).read(type);
  }
}

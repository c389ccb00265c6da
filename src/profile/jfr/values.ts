import { damaged, type JfrCursor, type Long } from './cursor.ts';
import type { JfrField, JfrType } from './metadata.ts';

/** A value as it was read. */
export type JfrValue = undefined | boolean | number | bigint | string | Struct | readonly JfrValue[];

/** Finds values in the constant pools of the chunk. */
export interface Pools {
  /** Read once, and kept. */
  get(type: JfrType, id: Long): JfrValue;
  /** Read each time it is asked for. */
  unkept(type: JfrType, id: Long): JfrValue;
}

/** An event, or a part of one: its fields by name. */
export class Struct {
  readonly type: JfrType;
  /** Of a value that stands in a constant pool, its number there. */
  readonly #written: readonly JfrValue[];
  readonly #pools: Pools;

  constructor(type: JfrType, written: readonly JfrValue[], pools: Pools) {
    this.type = type;
    this.#written = written;
    this.#pools = pools;
  }

  /** Undefined also where the type has no such field: other versions of the JDK have others. */
  get(name: string): JfrValue {
    const position = this.type.positions.get(name);
    if (position === undefined) return undefined;
    const [written, field] = [this.#written[position], this.type.fields[position]];
    if (field?.constant !== true) return written;
    if (!field.array) return this.#pools.get(field.type, written as Long);
    return (written as readonly Long[]).map((id) => this.#pools.get(field.type, id));
  }

  /** Where a single value stands in a constant pool: of which type, at which number; undefined for others. */
  pooled(name: string): { readonly type: JfrType; readonly id: Long } | undefined {
    const position = this.type.positions.get(name);
    if (position === undefined) return undefined;
    const field = this.type.fields[position];
    if (field?.constant !== true || field.array) return undefined;
    return { type: field.type, id: this.#written[position] as Long };
  }

  /** For callers that keep what came of it: a value of a pool is not kept for those who ask again. */
  unkept(name: string): JfrValue {
    const place = this.pooled(name);
    return place === undefined ? this.get(name) : this.#pools.unkept(place.type, place.id);
  }

  struct(name: string): Struct | undefined {
    const value = this.get(name);
    return value instanceof Struct ? value : undefined;
  }

  text(name: string): string {
    const value = this.get(name);
    return typeof value === 'string' ? value : '';
  }

  long(name: string): Long | undefined {
    const value = this.get(name);
    return typeof value === 'number' || typeof value === 'bigint' ? value : undefined;
  }

  /** A text, also where it is wrapped in a type of one field, as the JDK wraps symbols; what that field is called matters not. */
  wrapped(name: string): string {
    const value = this.get(name);
    if (!(value instanceof Struct)) return typeof value === 'string' ? value : '';
    const [only, ...more] = value.type.fields;
    return only === undefined || more.length > 0 ? '' : value.text(only.name);
  }

  list(name: string): readonly JfrValue[] {
    const value = this.get(name);
    return Array.isArray(value) ? (value as readonly JfrValue[]) : [];
  }
}

/** How many values one chunk may be made to yield: a type without fields takes no bytes, so lengths alone bound nothing. */
export class Allowance {
  #left: number;

  constructor(left: number) {
    this.#left = left;
  }

  spend(): void {
    if (--this.#left < 0) throw damaged();
  }
}

/** No type of a recorder holds others at this depth; one of a damaged file may hold itself. */
const MAX_NESTING = 16;

/** Reads and skips the values of one chunk. */
export class ValueReader {
  readonly #cursor: JfrCursor;
  readonly #pools: Pools;
  readonly #allowance: Allowance;

  constructor(cursor: JfrCursor, pools: Pools, allowance: Allowance) {
    this.#cursor = cursor;
    this.#pools = pools;
    this.#allowance = allowance;
  }

  read(type: JfrType, depth = 0): JfrValue {
    this.#allowance.spend();
    if (type.primitive !== undefined) return this.#primitive(type);
    if (depth > MAX_NESTING) throw damaged();
    const written: JfrValue[] = [];
    for (const field of type.fields) written.push(this.#field(field, depth + 1));
    return new Struct(type, written, this.#pools);
  }

  skip(type: JfrType, depth = 0): void {
    this.#allowance.spend();
    if (type.primitive !== undefined) {
      this.#skipPrimitive(type);
      return;
    }
    if (depth > MAX_NESTING) throw damaged();
    for (const field of type.fields) {
      for (let left = field.array ? this.#cursor.count() : 1; left > 0; left--) {
        if (field.constant) this.#cursor.skipLong();
        else this.skip(field.type, depth + 1);
      }
    }
  }

  #field(field: JfrField, depth: number): JfrValue {
    if (!field.array) return this.#single(field, depth);
    const items: JfrValue[] = [];
    for (let left = this.#cursor.count(); left > 0; left--) items.push(this.#single(field, depth));
    return items;
  }

  #single(field: JfrField, depth: number): JfrValue {
    return field.constant ? this.#cursor.long() : this.read(field.type, depth);
  }

  #primitive(type: JfrType): JfrValue {
    switch (type.primitive) {
      case 'boolean':
        return this.#cursor.byte() !== 0;
      case 'byte':
        return (this.#cursor.byte() << 24) >> 24;
      case 'char':
        return this.#cursor.int() & 0xffff;
      case 'short':
        return (this.#cursor.int() << 16) >> 16;
      case 'int':
        return this.#cursor.int();
      case 'long':
        return this.#cursor.long();
      case 'float':
        return this.#cursor.float();
      case 'double':
        return this.#cursor.double();
      case 'java.lang.String':
      case undefined: {
        const text = this.#cursor.text();
        return typeof text === 'object' ? this.#pools.get(type, text.pooled) : text;
      }
    }
  }

  #skipPrimitive(type: JfrType): void {
    if (type.primitive === 'java.lang.String') this.#cursor.skipText();
    else if (type.primitive === 'boolean' || type.primitive === 'byte') this.#cursor.skip(1);
    else if (type.primitive === 'float') this.#cursor.skip(4);
    else if (type.primitive === 'double') this.#cursor.skip(8);
    else this.#cursor.skipLong();
  }
}

import { InvalidProfileError } from '../invalid-profile.ts';

const MAX_LENGTH = 2 ** 29;

/** A Uint32Array that doubles when it is full. */
export class GrowingUint32 {
  length = 0;
  #items: Uint32Array<ArrayBuffer>;

  constructor(capacity: number) {
    this.#items = new Uint32Array(Math.max(16, capacity));
  }

  push(item: number): void {
    if (this.length === this.#items.length) {
      const larger = new Uint32Array(doubled(this.length));
      larger.set(this.#items);
      this.#items = larger;
    }
    this.#items[this.length++] = item;
  }

  /** What was pushed. Nothing may be pushed any more. */
  toArray(): Uint32Array {
    return this.#items.subarray(0, this.length);
  }
}

/** Numbers below a bound, in two bytes each where those suffice. */
export type Indexes = Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

function indexes(bound: number, length: number): Indexes {
  return bound <= 2 ** 16 ? new Uint16Array(length) : new Uint32Array(length);
}

/** A column of indexes that doubles when it is full. */
export class GrowingIndexes {
  length = 0;
  #items: Indexes;
  readonly #bound: number;

  constructor(bound: number, capacity: number) {
    this.#bound = bound;
    this.#items = indexes(bound, Math.max(16, capacity));
  }

  push(item: number): void {
    if (this.length === this.#items.length) {
      const larger = indexes(this.#bound, doubled(this.length));
      larger.set(this.#items);
      this.#items = larger;
    }
    this.#items[this.length++] = item;
  }

  /** What was pushed. Nothing may be pushed any more. */
  toArray(): Indexes {
    return this.#items.subarray(0, this.length);
  }
}

/** A Float64Array that doubles when it is full. */
export class GrowingFloat64 {
  length = 0;
  #items: Float64Array<ArrayBuffer>;

  constructor(capacity: number) {
    this.#items = new Float64Array(Math.max(16, capacity));
  }

  push(item: number): void {
    if (this.length === this.#items.length) {
      const larger = new Float64Array(doubled(this.length));
      larger.set(this.#items);
      this.#items = larger;
    }
    this.#items[this.length++] = item;
  }

  /** What was pushed. Nothing may be pushed any more. */
  toArray(): Float64Array {
    return this.#items.subarray(0, this.length);
  }
}

function doubled(length: number): number {
  if (length >= MAX_LENGTH) throw new InvalidProfileError('the profile is too large to be read');
  return length * 2;
}

import { InvalidProfileError } from '../invalid-profile.ts';

/** Items: 4 GiB of doubles, which no profile within the limits needs. */
const MAX_LENGTH = 2 ** 29;

type Items = Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** A typed array that doubles when it is full. */
export class Growing<Kind extends Items> {
  length = 0;
  #items: Kind;
  readonly #make: (length: number) => Kind;

  constructor(make: (length: number) => Kind, capacity: number) {
    this.#make = make;
    this.#items = make(Math.max(16, capacity));
  }

  /** Those below `length` were pushed. */
  get items(): Kind {
    return this.#items;
  }

  push(item: number): void {
    this.reserve(1);
    this.#items[this.length++] = item;
  }

  /** Makes room for so many more in `items`; whoever fills it moves `length` on. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.#items.length) return;
    if (needed > MAX_LENGTH) throw new InvalidProfileError('the profile is too large to be read');
    const larger = this.#make(Math.max(needed, this.length * 2));
    larger.set(this.#items);
    this.#items = larger;
  }

  /** What was pushed. Nothing may be pushed after this. */
  toArray(): Kind {
    return this.#items.subarray(0, this.length) as Kind;
  }
}

export function growingUint32(capacity: number): Growing<Uint32Array<ArrayBuffer>> {
  return new Growing((length) => new Uint32Array(length), capacity);
}

export function growingFloat64(capacity: number): Growing<Float64Array<ArrayBuffer>> {
  return new Growing((length) => new Float64Array(length), capacity);
}

/** Numbers below a bound, in two bytes each where those suffice. */
export type Indexes = Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

export function growingIndexes(bound: number, capacity: number): Growing<Indexes> {
  return new Growing<Indexes>(
    (length) => (bound <= 2 ** 16 ? new Uint16Array(length) : new Uint32Array(length)),
    capacity,
  );
}

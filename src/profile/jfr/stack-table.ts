import { growingUint32 } from '../import/growing.ts';

/** A slot without a stack; slots hold the number of a stack plus one, so that a new table needs no filling. */
const FREE = 0;

/**
 * Numbers stacks of locations from 0, in the order in which they are first seen: equal ones have the same number. A
 * collision of hashes costs time alone: what is found is compared.
 */
export class StackTable {
  count = 0;
  readonly #locations = growingUint32(1024);
  /** One more than there are stacks. */
  readonly #start = growingUint32(64);
  #slots = new Int32Array(256);

  constructor() {
    this.#start.push(0);
  }

  /** The first `length` of `locations`: the number is `count` before the call where there was none like it. */
  number(locations: ArrayLike<number>, length: number): number {
    const mask = this.#slots.length - 1;
    let slot = hashOf(locations, 0, length) & mask;
    for (;;) {
      const stack = (this.#slots[slot] ?? FREE) - 1;
      if (stack < 0) break;
      if (this.#isEqual(stack, locations, length)) return stack;
      slot = (slot + 1) & mask;
    }
    const stack = this.count++;
    for (let at = 0; at < length; at++) this.#locations.push(locations[at] ?? 0);
    this.#start.push(this.#locations.length);
    this.#slots[slot] = this.count;
    if (this.count * 2 > this.#slots.length) this.#grow();
    return stack;
  }

  /** Of how many locations it is. */
  length(stack: number): number {
    return (this.#start.items[stack + 1] ?? 0) - (this.#start.items[stack] ?? 0);
  }

  /** Its locations, leaf first: good until the next stack is numbered. */
  at(stack: number): Uint32Array {
    return this.#locations.items.subarray(this.#start.items[stack], this.#start.items[stack + 1]);
  }

  #isEqual(stack: number, locations: ArrayLike<number>, length: number): boolean {
    if (this.length(stack) !== length) return false;
    const { items } = this.#locations;
    const from = this.#start.items[stack] ?? 0;
    for (let at = 0; at < length; at++) if (items[from + at] !== locations[at]) return false;
    return true;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    const { items } = this.#start;
    for (let stack = 0; stack < this.count; stack++) {
      let slot = hashOf(this.#locations.items, items[stack] ?? 0, items[stack + 1] ?? 0) & mask;
      while (slots[slot] !== FREE) slot = (slot + 1) & mask;
      slots[slot] = stack + 1;
    }
    this.#slots = slots;
  }
}

/** A multiplication and a shift for each (the golden ratio), then the last steps of MurmurHash3. */
function hashOf(locations: ArrayLike<number>, from: number, to: number): number {
  let hash = to - from;
  for (let at = from; at < to; at++) {
    hash = Math.imul(hash ^ (locations[at] ?? 0), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

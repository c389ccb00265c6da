/** A slot without a stack. */
const FREE = -1;

/**
 * Numbers stacks of functions from 0: two have the same number when they are equal. Only a hash, and where one of its
 * kind stands, are kept of each; equality is checked there, so that a collision of hashes costs time, never a byte.
 */
export class StackIndex {
  count = 0;
  /** By stack: the hash, and where a stack like it stands: in which column, from where to where. */
  #hashes = new Uint32Array(1024);
  #column = new Uint8Array(1024);
  #from = new Uint32Array(1024);
  #to = new Uint32Array(1024);
  #slots = new Int32Array(2048).fill(FREE);
  readonly #columns: readonly [ArrayLike<number>, ArrayLike<number>];

  constructor(columns: readonly [ArrayLike<number>, ArrayLike<number>]) {
    this.#columns = columns;
  }

  /** The number of the stack `from .. to` of a column, a new one when there was none like it. */
  number(column: 0 | 1, from: number, to: number): number {
    const functions = this.#columns[column];
    const hash = hashOf(functions, from, to);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const stack = this.#slots[slot] ?? FREE;
      if (stack === FREE) break;
      if (this.#hashes[stack] === hash && this.#isAt(stack, { functions, from, to })) return stack;
      slot = (slot + 1) & mask;
    }
    return this.#add(slot, { hash, column, from, to });
  }

  #isAt(stack: number, other: { functions: ArrayLike<number>; from: number; to: number }): boolean {
    const functions = this.#columns[this.#column[stack] === 0 ? 0 : 1];
    const from = this.#from[stack] ?? 0;
    const length = other.to - other.from;
    if ((this.#to[stack] ?? 0) - from !== length) return false;
    for (let frame = 0; frame < length; frame++) {
      if (functions[from + frame] !== other.functions[other.from + frame]) return false;
    }
    return true;
  }

  #add(slot: number, stack: { hash: number; column: number; from: number; to: number }): number {
    const number = this.count++;
    if (number === this.#hashes.length) this.#grow();
    this.#hashes[number] = stack.hash;
    this.#column[number] = stack.column;
    this.#from[number] = stack.from;
    this.#to[number] = stack.to;
    this.#slots[slot] = number;
    if (this.count * 2 > this.#slots.length) this.#rehash();
    return number;
  }

  #grow(): void {
    const length = this.#hashes.length * 2;
    const [hashes, column, from, to] = [this.#hashes, this.#column, this.#from, this.#to];
    this.#hashes = new Uint32Array(length);
    this.#hashes.set(hashes);
    this.#column = new Uint8Array(length);
    this.#column.set(column);
    this.#from = new Uint32Array(length);
    this.#from.set(from);
    this.#to = new Uint32Array(length);
    this.#to.set(to);
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(FREE);
    const mask = this.#slots.length - 1;
    for (let stack = 0; stack < this.count; stack++) {
      let slot = (this.#hashes[stack] ?? 0) & mask;
      while (this.#slots[slot] !== FREE) slot = (slot + 1) & mask;
      this.#slots[slot] = stack;
    }
  }
}

/** MurmurHash3's mixing steps over the function numbers. */
function hashOf(functions: ArrayLike<number>, from: number, to: number): number {
  let hash = to - from;
  for (let frame = from; frame < to; frame++) {
    let block = Math.imul(functions[frame] ?? 0, 0xcc9e2d51);
    block = Math.imul((block << 15) | (block >>> 17), 0x1b873593);
    hash ^= block;
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

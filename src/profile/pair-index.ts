import { InvalidProfileError } from './invalid-profile.ts';

/** Of so many pairs the index takes 128 MiB. */
const MAX_PAIRS = 2 ** 23;
/** A slot without a pair. */
const FREE = -1;

/** Numbers pairs of `(first, second)` from 0 in typed arrays, found by open addressing. */
export class PairIndex {
  count = 0;
  /** By number. */
  first = new Int32Array(1024);
  second = new Uint32Array(1024);
  #slots = new Int32Array(2048).fill(FREE);

  /** The number of a pair, a new one when it has none yet. */
  number(first: number, second: number): number {
    const slot = this.#slotOf(first, second);
    const known = this.#slots[slot] ?? FREE;
    return known === FREE ? this.#insert(first, second, slot) : known;
  }

  /** The number of a pair, or -1. */
  find(first: number, second: number): number {
    return this.#slots[this.#slotOf(first, second)] ?? FREE;
  }

  #slotOf(first: number, second: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(first, second) & mask;
    for (;;) {
      const pair = this.#slots[slot] ?? FREE;
      if (pair === FREE || (this.first[pair] === first && this.second[pair] === second)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #insert(first: number, second: number, slot: number): number {
    const pair = this.count++;
    if (pair >= MAX_PAIRS) throw new InvalidProfileError('the profile has too many different stacks');
    if (pair === this.first.length) this.#grow();
    this.first[pair] = first;
    this.second[pair] = second;
    this.#slots[slot] = pair;
    if (this.count * 2 > this.#slots.length) this.#rehash();
    return pair;
  }

  #grow(): void {
    const [first, second] = [this.first, this.second];
    this.first = new Int32Array(first.length * 2);
    this.first.set(first);
    this.second = new Uint32Array(second.length * 2);
    this.second.set(second);
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(FREE);
    for (let pair = 0; pair < this.count; pair++) {
      this.#slots[this.#slotOf(this.first[pair] ?? 0, this.second[pair] ?? 0)] = pair;
    }
  }
}

/** Multiplicative steps (constants of MurmurHash3's finaliser) spread neighbouring numbers over all bits. */
function hash(first: number, second: number): number {
  let mixed = Math.imul(first + 1, 0x85ebca6b) ^ Math.imul(second + 1, 0xc2b2ae35);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

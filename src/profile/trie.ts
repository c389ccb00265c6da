import { InvalidProfileError } from './invalid-profile.ts';

const MAX_NODES = 2 ** 24;
const EMPTY = 0;

/**
 * A tree of `(parent, key) → child` in typed arrays, found by open addressing. Node 0 is the root; a child always has
 * a larger number than its parent.
 */
export class Trie {
  count = 1;
  parent = new Int32Array(1024);
  key = new Uint32Array(1024);
  /** Node numbers by hash; 0 (the root, never a child) marks a free slot. */
  #slots = new Int32Array(2048);
  #mask = 2047;

  constructor() {
    this.parent[0] = -1;
  }

  child(parent: number, key: number): number {
    let slot = hash(parent, key) & this.#mask;
    for (;;) {
      const node = this.#slots[slot] ?? EMPTY;
      if (node === EMPTY) break;
      if (this.parent[node] === parent && this.key[node] === key) return node;
      slot = (slot + 1) & this.#mask;
    }
    return this.#insert(parent, key, slot);
  }

  #insert(parent: number, key: number, slot: number): number {
    const node = this.count++;
    if (node >= MAX_NODES) throw new InvalidProfileError('the profile has too many different stacks');
    if (node === this.parent.length) this.#grow();
    this.parent[node] = parent;
    this.key[node] = key;
    this.#slots[slot] = node;
    if (this.count * 2 > this.#slots.length) this.#rehash();
    return node;
  }

  #grow(): void {
    const parent = new Int32Array(this.parent.length * 2);
    const key = new Uint32Array(this.key.length * 2);
    parent.set(this.parent);
    key.set(this.key);
    this.parent = parent;
    this.key = key;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let node = 1; node < this.count; node++) {
      let slot = hash(this.parent[node] ?? 0, this.key[node] ?? 0) & mask;
      while (slots[slot] !== EMPTY) slot = (slot + 1) & mask;
      slots[slot] = node;
    }
    this.#slots = slots;
    this.#mask = mask;
  }
}

/** Two multiplicative steps (constants of MurmurHash3's finaliser) spread neighbouring numbers over all bits. */
function hash(parent: number, key: number): number {
  let mixed = Math.imul(parent, 0x85ebca6b) ^ Math.imul(key + 1, 0xc2b2ae35);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

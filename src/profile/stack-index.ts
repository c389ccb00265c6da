import type { AlignedSide } from './alignment.ts';
import { StackWalker } from './stacks.ts';

const FREE = -1;

interface SampleOf {
  readonly index: number;
  readonly side: 0 | 1;
}

/**
 * Numbers stacks of functions: two samples have the same number when the functions from the reported frame to the root
 * are the same. Only a hash and one sample are kept of each stack, whatever its depth; equality is checked against that
 * sample, so that a collision of hashes costs time, never a byte.
 */
export class StackIndex {
  count = 0;
  /** By stack: the hash, and the sample that stands for it, twice its number plus 1 for the second side. */
  #hashes = new Uint32Array(1024);
  #witnesses = new Uint32Array(1024);
  #witnessFrom = new Uint16Array(1024);
  #slots = new Int32Array(2048).fill(FREE);
  /** What walking the last witness cost. */
  #walked = 0;
  readonly #walkers: readonly [StackWalker, StackWalker];

  constructor(base: AlignedSide, current: AlignedSide) {
    this.#walkers = [new StackWalker(base.profile, base.frames), new StackWalker(current.profile, current.frames)];
  }

  /** The number of the stack of `sample`, which `walker` stands at, seen from frame `from` outwards. */
  number(walker: StackWalker, from: number, sample: SampleOf): number {
    const hash = hashOf(walker, from);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const stack = this.#slots[slot] ?? FREE;
      if (stack === FREE) break;
      if (this.#hashes[stack] === hash && this.#same(stack, walker, from)) {
        if (walker.walked < this.#walked) this.#witness(stack, from, sample);
        return stack;
      }
      slot = (slot + 1) & mask;
    }
    return this.#add(slot, { hash, from, sample });
  }

  /**
   * The sample that stands for a stack: the one that is walked fastest, since every sample like it is compared with it.
   * One deep recursion would otherwise be walked again for each.
   */
  #witness(stack: number, from: number, { index, side }: SampleOf): void {
    this.#witnesses[stack] = index * 2 + side;
    this.#witnessFrom[stack] = from;
  }

  #same(stack: number, walker: StackWalker, from: number): boolean {
    const witness = this.#witnesses[stack] ?? 0;
    const other = this.#walkers[witness % 2 === 0 ? 0 : 1];
    other.walk(witness >>> 1);
    this.#walked = other.walked;
    const offset = (this.#witnessFrom[stack] ?? 0) - from;
    if (other.depth - offset !== walker.depth) return false;
    for (let frame = from; frame < walker.depth; frame++) {
      if (other.functions[frame + offset] !== walker.functions[frame]) return false;
    }
    return true;
  }

  #add(slot: number, { hash, from, sample }: { hash: number; from: number; sample: SampleOf }): number {
    const stack = this.count++;
    if (stack === this.#hashes.length) this.#grow();
    this.#hashes[stack] = hash;
    this.#witness(stack, from, sample);
    this.#slots[slot] = stack;
    if (this.count * 2 > this.#slots.length) this.#rehash();
    return stack;
  }

  #grow(): void {
    const length = this.#hashes.length * 2;
    const [hashes, witnesses, froms] = [this.#hashes, this.#witnesses, this.#witnessFrom];
    this.#hashes = new Uint32Array(length);
    this.#hashes.set(hashes);
    this.#witnesses = new Uint32Array(length);
    this.#witnesses.set(witnesses);
    this.#witnessFrom = new Uint16Array(length);
    this.#witnessFrom.set(froms);
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
function hashOf(walker: StackWalker, from: number): number {
  let hash = walker.depth - from;
  for (let frame = from; frame < walker.depth; frame++) {
    let block = Math.imul(walker.functions[frame] ?? 0, 0xcc9e2d51);
    block = Math.imul((block << 15) | (block >>> 17), 0x1b873593);
    hash ^= block;
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

import { type Growing, growingUint32 } from './growing.ts';

/** A slot without a stack; slots hold the number of a stack plus one, so that a new table needs no filling. */
const FREE = 0;

/**
 * Numbers stacks as they are written, from 0: two that are the same bytes have the same number, so that one that comes
 * again need not be decoded. A collision of hashes costs time, never a byte: what is found is compared.
 */
export class WrittenStacks {
  count = 0;
  readonly #bytes: Uint8Array;
  /** By stack, two figures: from where to where it is written. */
  readonly #places: Growing<Uint32Array<ArrayBuffer>>;
  #slots: Int32Array;

  /** There is room for so many stacks at first; memory that is not used is never touched. */
  constructor(bytes: Uint8Array, expected: number) {
    this.#bytes = bytes;
    this.#places = growingUint32(expected * 2);
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, expected) * 2)));
  }

  /** The number of the stack that is written `from .. to`: `count` before the call, when it is a new one. */
  number(from: number, to: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hashOf(this.#bytes, from, to) & mask;
    for (;;) {
      const stack = (slots[slot] ?? FREE) - 1;
      if (stack < 0) break;
      if (this.#isWritten(stack, from, to)) return stack;
      slot = (slot + 1) & mask;
    }
    const stack = this.count++;
    this.#places.push(from);
    this.#places.push(to);
    slots[slot] = this.count;
    if (this.count * 2 > slots.length) this.#grow();
    return stack;
  }

  /** The number of a new stack that is not looked for: one that is not written in one piece. */
  next(): number {
    return this.count++;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    const { items } = this.#places;
    for (let stack = 0; stack < this.count; stack++) {
      let slot = hashOf(this.#bytes, items[stack * 2] ?? 0, items[stack * 2 + 1] ?? 0) & mask;
      while (slots[slot] !== FREE) slot = (slot + 1) & mask;
      slots[slot] = stack + 1;
    }
    this.#slots = slots;
  }

  #isWritten(stack: number, from: number, to: number): boolean {
    const bytes = this.#bytes;
    const { items } = this.#places;
    let at = items[stack * 2] ?? 0;
    if ((items[stack * 2 + 1] ?? 0) - at !== to - from) return false;
    for (let byte = from; byte < to; byte++, at++) if (bytes[at] !== bytes[byte]) return false;
    return true;
  }
}

/** A multiplication and a shift for four bytes (the golden ratio), then the last steps of MurmurHash3. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = to - from;
  let at = from;
  for (; at + 4 <= to; at += 4) {
    const word =
      (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
    hash = Math.imul(hash ^ word, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; at < to; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

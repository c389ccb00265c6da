/** A slot without a stack; slots hold the number of a stack plus one, so that a new table needs no filling. */
const FREE = 0;

/**
 * Numbers stacks as they are written, from 0: two that are the same bytes have the same number, so that one that comes
 * again need not be decoded. A collision of hashes costs time, never a byte: what is found is compared.
 */
export class WrittenStacks {
  count = 0;
  readonly #bytes: Uint8Array;
  /** By stack: from where to where it is written. */
  readonly #from: Uint32Array;
  readonly #to: Uint32Array;
  readonly #slots: Int32Array;

  /** There is room for `most` stacks; memory that is not used is never touched. */
  constructor(bytes: Uint8Array, most: number) {
    this.#bytes = bytes;
    this.#from = new Uint32Array(most);
    this.#to = new Uint32Array(most);
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, most) * 2)));
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
    this.#from[stack] = from;
    this.#to[stack] = to;
    slots[slot] = this.count;
    return stack;
  }

  /** The number of a new stack that is not looked for: one that is not written in one piece. */
  next(): number {
    return this.count++;
  }

  #isWritten(stack: number, from: number, to: number): boolean {
    const bytes = this.#bytes;
    let at = this.#from[stack] ?? 0;
    if ((this.#to[stack] ?? 0) - at !== to - from) return false;
    for (let byte = from; byte < to; byte++, at++) if (bytes[at] !== bytes[byte]) return false;
    return true;
  }
}

/** MurmurHash3, four bytes at a time. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = to - from;
  let at = from;
  for (; at + 4 <= to; at += 4) {
    const word =
      (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
    hash = mixed(hash, word);
  }
  for (; at < to; at++) hash = mixed(hash, bytes[at] ?? 0);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function mixed(hash: number, word: number): number {
  const block = Math.imul(word, 0xcc9e2d51);
  const next = hash ^ Math.imul((block << 15) | (block >>> 17), 0x1b873593);
  return (Math.imul((next << 13) | (next >>> 19), 5) + 0xe6546b64) | 0;
}

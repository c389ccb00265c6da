import { InvalidProfileError } from '../../invalid-profile.ts';

/** No stack is as deep as that: pprof itself stops at lines of 64 KiB. */
const LONGEST_LINE = 2 ** 20;

/** The lines of a text, one after the other, with a look at the one that is to be read. */
export class TextLines {
  readonly #text: string;
  #from = 0;
  #line: string | undefined;

  constructor(text: string) {
    this.#text = text;
    this.advance();
  }

  /** The line that is to be read; undefined behind the last one. */
  get current(): string | undefined {
    return this.#line;
  }

  /** Goes to the next line, which is given. */
  advance(): string | undefined {
    if (this.#from >= this.#text.length) {
      this.#line = undefined;
      return undefined;
    }
    const end = this.#text.indexOf('\n', this.#from);
    const to = end < 0 ? this.#text.length : end;
    if (to - this.#from > LONGEST_LINE) throw new InvalidProfileError('this is text with lines no profile has');
    this.#line = this.#text.slice(this.#from, to).replace(/\r$/, '');
    this.#from = to + 1;
    return this.#line;
  }

  /** The current line and all behind it. */
  *rest(): Generator<string> {
    for (let line = this.#line; line !== undefined; line = this.advance()) yield line;
  }
}

/** Empty, or a remark. */
export function saysNothing(line: string): boolean {
  const text = line.trimStart();
  return text === '' || text.startsWith('#');
}

/** All `0x…` of a text. Throws InvalidProfileError beyond 64 bits. */
export function addressesIn(text: string): bigint[] {
  return (text.match(/0x[0-9a-f]+/g) ?? []).map((hex) => {
    if (hex.length > 18 && !/^0x0*[0-9a-f]{1,16}$/.test(hex)) malformed(hex);
    return BigInt(hex);
  });
}

/** Return addresses lie behind the call: one less lies on it. */
export function ofCall(address: bigint): bigint {
  return BigInt.asUintN(64, address - 1n);
}

/** A figure that a 64-bit integer can hold. */
export function figure(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || Math.abs(value) > 2 ** 63) malformed(text);
  return value;
}

export function malformed(line: string): never {
  throw new InvalidProfileError(`malformed profile: ${JSON.stringify(line.slice(0, 80))}`);
}

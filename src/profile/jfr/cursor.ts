import { InvalidProfileError } from '../invalid-profile.ts';

/** An exact 64-bit integer: a bigint only beyond ±2^53. */
export type Long = number | bigint;

/** A text that stands in a constant pool. */
export interface PooledText {
  readonly pooled: Long;
}

/** Characters that are made a text at once: calls take only so many arguments. */
const AT_ONCE = 1024;
const CHARACTERS = new Uint16Array(AT_ONCE);

/**
 * Reads the encodings of a chunk: integers of seven bits a byte, texts with a byte that shows their form. Every read is
 * checked against the end; what does not fit throws InvalidProfileError.
 */
export class JfrCursor {
  at: number;
  readonly end: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
    this.end = end;
  }

  byte(): number {
    if (this.at >= this.end) throw damaged();
    return this.#bytes[this.at++] ?? 0;
  }

  /** Low bits first; a ninth byte has eight of them. */
  long(): Long {
    const first = this.byte();
    return first < 0x80 ? first : this.#longer(first & 0x7f);
  }

  #longer(first: number): Long {
    let low = first;
    let scale = 128;
    for (let count = 1; count < 7; count++) {
      const byte = this.byte();
      low += (byte & 0x7f) * scale;
      if (byte < 0x80) return low;
      scale *= 128;
    }
    const eighth = this.byte();
    let high = BigInt(eighth & 0x7f);
    if (eighth >= 0x80) high |= BigInt(this.byte()) << 7n;
    const value = BigInt.asIntN(64, (high << 49n) | BigInt(low));
    const narrow = Number(value);
    return Number.isSafeInteger(narrow) ? narrow : value;
  }

  /** As if it had been read. */
  skipLong(): void {
    for (let count = 0; count < 8; count++) if (this.byte() < 0x80) return;
    this.byte();
  }

  int(): number {
    const value = this.long();
    return typeof value === 'number' ? value | 0 : Number(BigInt.asIntN(32, value));
  }

  /** How many follow, each of which takes a byte at least. */
  count(): number {
    const count = this.int();
    if (count < 0 || count > this.end - this.at) throw damaged();
    return count;
  }

  float(): number {
    const at = this.#take(4);
    return this.#view.getFloat32(at);
  }

  double(): number {
    const at = this.#take(8);
    return this.#view.getFloat64(at);
  }

  skip(bytes: number): void {
    this.#take(bytes);
  }

  text(): string | PooledText | undefined {
    switch (this.byte()) {
      case 0:
        return undefined;
      case 1:
        return '';
      case 2:
        return { pooled: this.long() };
      case 3:
        return this.#decoded('utf8');
      case 4:
        return this.#characters();
      case 5:
        return this.#decoded('latin1');
      default:
        throw damaged();
    }
  }

  skipText(): void {
    const form = this.byte();
    if (form < 2) return;
    if (form === 2) this.long();
    else if (form === 3 || form === 5) this.skip(this.count());
    else if (form === 4) for (let left = this.count(); left > 0; left--) this.skipLong();
    else throw damaged();
  }

  #decoded(encoding: 'utf8' | 'latin1'): string {
    const length = this.count();
    const at = this.#take(length);
    const { buffer, byteOffset } = this.#bytes;
    return Buffer.from(buffer, byteOffset + at, length).toString(encoding);
  }

  #characters(): string {
    let left = this.count();
    let text = '';
    while (left > 0) {
      const units = Math.min(left, AT_ONCE);
      left -= units;
      for (let at = 0; at < units; at++) CHARACTERS[at] = this.int();
      text += String.fromCharCode.apply(undefined, CHARACTERS.subarray(0, units) as unknown as number[]);
    }
    return text;
  }

  #take(bytes: number): number {
    const at = this.at;
    if (bytes < 0 || bytes > this.end - at) throw damaged();
    this.at += bytes;
    return at;
  }
}

/** What no recorder writes. */
export function damaged(): InvalidProfileError {
  return new InvalidProfileError('corrupt recording of JDK Flight Recorder: it is damaged or cut off');
}

import { InvalidProfileError } from '../invalid-profile.ts';

/** Wire type of a varint. */
export const VARINT = 0;
/** Wire type of eight bytes. */
export const FIXED64 = 1;
/** Wire type of a length and as many bytes. */
export const BYTES = 2;
/** Wire type of four bytes. */
export const FIXED32 = 5;

/** What the upper half of 64 bits counts. */
const TWO_32 = 2 ** 32;

/**
 * Walks the protobuf wire format (https://protobuf.dev/programming-guides/encoding/) without creating an object a
 * field. 64-bit figures arrive as two unsigned halves, so that nothing is lost beyond 2^53. Every read is checked
 * against the end of the enclosing message; what does not fit throws InvalidProfileError.
 */
export class Cursor {
  field = 0;
  wire = 0;
  low = 0;
  high = 0;
  /** The payload of the last length-delimited field. */
  start = 0;
  stop = 0;
  at = 0;
  #end: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#end = bytes.length;
  }

  /** Back to the first byte of the outermost message. */
  rewind(): void {
    this.at = 0;
    this.#end = this.#bytes.length;
  }

  /** Goes to fields that are written `from .. to`. */
  within(from: number, to: number): void {
    this.at = from;
    this.#end = to;
  }

  more(): boolean {
    return this.at < this.#end;
  }

  /** Reads the next field; false at the end of the message. */
  next(): boolean {
    if (this.at >= this.#end) return false;
    const tag = this.#bytes[this.at] ?? 0;
    if (tag < 0x80) {
      this.at++;
      this.field = tag >>> 3;
      this.wire = tag & 7;
    } else this.#longTag();
    switch (this.wire) {
      case VARINT:
        this.varint();
        return true;
      case FIXED64:
        this.#skip(8);
        return true;
      case BYTES:
        this.#payload();
        return true;
      case FIXED32:
        this.#skip(4);
        return true;
      default:
        throw new InvalidProfileError(`not a pprof profile: unknown wire type ${this.wire} at byte ${this.at}`);
    }
  }

  /** Goes into the last length-delimited field; give the answer back to {@link leave}. */
  enter(): number {
    this.expect(BYTES);
    const outer = this.#end;
    this.at = this.start;
    this.#end = this.stop;
    return outer;
  }

  /** Goes on behind the message that was entered. */
  leave(outer: number): void {
    this.at = this.#end;
    this.#end = outer;
  }

  expect(wire: number): void {
    if (this.wire !== wire) {
      throw new InvalidProfileError(`not a pprof profile: field ${this.field} has the wrong wire type ${this.wire}`);
    }
  }

  /** Reads a varint of up to 64 bits into `high` and `low`; bits beyond the 64th are dropped, as Go drops them. */
  varint(): void {
    const bytes = this.#bytes;
    const end = this.#end;
    let at = this.at;
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      if (at >= end) this.#truncated();
      const byte = bytes[at++] ?? 0;
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.at = at;
        this.low = low;
        this.high = 0;
        return;
      }
    }
    this.at = at;
    this.#longVarint(low);
  }

  /**
   * Reads figures of one or two bytes, as most are, and writes what `table` has for each into `into`, at most from `from`
   * to `to`; gives how far it came: it stops before a figure that is longer or not in the table (negative) as well.
   */
  translate(table: Int32Array, into: Uint16Array | Uint32Array, from: number, to: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
    let at = this.at;
    let length = from;
    while (at < end && length < to) {
      let figure = bytes[at] ?? 0;
      let next = at + 1;
      if (figure >= 0x80) {
        const second = bytes[next++] ?? 0;
        if (second >= 0x80 || next > end) break;
        figure = (figure & 0x7f) | (second << 7);
      }
      if (figure >= table.length) break;
      const entry = table[figure] ?? 0;
      if (entry < 0) break;
      into[length++] = entry;
      at = next;
    }
    this.at = at;
    return length;
  }

  /** Passes figures from 1 to `most` of up to 28 bits; stops before any other. */
  skipFigures(most: number): void {
    const bytes = this.#bytes;
    const end = this.#end;
    let at = this.at;
    while (at < end) {
      let next = at;
      let byte = bytes[next++] ?? 0;
      let figure = byte & 0x7f;
      for (let shift = 7; byte >= 0x80 && shift < 28 && next < end; shift += 7) {
        byte = bytes[next++] ?? 0;
        figure |= (byte & 0x7f) << shift;
      }
      if (byte >= 0x80 || figure === 0 || figure > most) break;
      at = next;
    }
    this.at = at;
  }

  /**
   * Reads figures of up to 28 bits, as most are, into `into`, at most from `from` to `to`; gives how far it came: it stops
   * before a figure that is longer as well.
   */
  smallFigures(into: Float64Array, from: number, to: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
    let at = this.at;
    let length = from;
    while (at < end && length < to) {
      let next = at;
      let byte = bytes[next++] ?? 0;
      let figure = byte & 0x7f;
      for (let shift = 7; byte >= 0x80 && shift < 28 && next < end; shift += 7) {
        byte = bytes[next++] ?? 0;
        figure |= (byte & 0x7f) << shift;
      }
      if (byte >= 0x80) break;
      into[length++] = figure;
      at = next;
    }
    this.at = at;
    return length;
  }

  /** The last varint as an unsigned number; rounded beyond 2^53. */
  unsigned(): number {
    return this.high * TWO_32 + this.low;
  }

  /** The last varint as a signed number; rounded beyond ±2^53. */
  signed(): number {
    return (this.high | 0) * TWO_32 + this.low;
  }

  /** The last varint as a signed 64-bit integer, exact. */
  big(): bigint {
    return BigInt.asIntN(64, (BigInt(this.high) << 32n) | BigInt(this.low));
  }

  #payload(): void {
    const length = this.#bytes[this.at] ?? 0;
    // Most are shorter than 128 bytes.
    if (length < 0x80 && this.at + length < this.#end) {
      this.start = this.at + 1;
      this.stop = this.start + length;
      this.at = this.stop;
      return;
    }
    this.varint();
    this.start = this.at;
    this.#skip(this.high === 0 ? this.low : TWO_32);
    this.stop = this.at;
  }

  #longTag(): void {
    this.varint();
    // Field numbers beyond 29 bits are not assigned: they are skipped like any unknown field.
    this.field = this.high === 0 ? this.low >>> 3 : -1;
    this.wire = this.low & 7;
  }

  #longVarint(first28: number): void {
    const bytes = this.#bytes;
    let low = first28;
    let high = 0;
    for (let count = 4; count < 10; count++) {
      if (this.at >= this.#end) this.#truncated();
      const byte = bytes[this.at++] ?? 0;
      const bits = byte & 0x7f;
      if (count === 4) {
        low |= bits << 28;
        high = bits >>> 4;
      } else if (count < 9) {
        high |= bits << (7 * count - 32);
      } else {
        high |= bits << 31;
      }
      if (byte < 0x80) {
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    throw new InvalidProfileError(`not a pprof profile: a figure longer than 64 bits at byte ${this.at}`);
  }

  #skip(length: number): void {
    if (length > this.#end - this.at) this.#truncated();
    this.at += length;
  }

  #truncated(): never {
    throw new InvalidProfileError(`the profile is truncated or corrupt: a field reaches beyond byte ${this.#end}`);
  }
}

import { InvalidProfileError } from '../invalid-profile.ts';
import type { Samples } from '../profile.ts';
import { BYTES, type Cursor, VARINT } from './wire.ts';

/** Collects the values of messages Sample, sample by sample. */
export class ValueReader {
  /** Values a sample must have. */
  readonly #width: number;
  #values: Float64Array | BigInt64Array;
  #filled = 0;
  /** Where the values of this sample begin. */
  #first = 0;

  constructor({ count, width, bytes }: { readonly count: number; readonly width: number; readonly bytes: number }) {
    if (count > 0 && width === 0) {
      throw new InvalidProfileError('corrupt profile: it has samples but no sample types');
    }
    this.#width = width;
    // A sample that has its values takes this many bytes: do not reserve room on the word of a hostile file.
    const least = count * width;
    if (least > bytes) throw this.#wrongCount();
    this.#values = new Float64Array(least);
  }

  read(cursor: Cursor): void {
    if (cursor.wire !== BYTES) {
      cursor.expect(VARINT);
      this.#push(cursor);
      return;
    }
    const outer = cursor.enter();
    while (cursor.more()) {
      if (this.#values instanceof Float64Array) {
        this.#filled = cursor.smallFigures(this.#values, this.#filled, this.#values.length);
        if (!cursor.more()) break;
      }
      cursor.varint();
      this.#push(cursor);
    }
    cursor.leave(outer);
  }

  /** Whether the sample that ends has a value at one of these positions; one that has none is forgotten. */
  endSample(positions: readonly number[] | undefined): boolean {
    if (this.#filled !== this.#first + this.#width) throw this.#wrongCount();
    const counts = positions === undefined || this.#hasValue(positions);
    if (counts) this.#first = this.#filled;
    else this.#filled = this.#first;
    return counts;
  }

  finish(): Samples['values'] {
    return this.#values.subarray(0, this.#filled);
  }

  #hasValue(positions: readonly number[]): boolean {
    for (const position of positions) if (Number(this.#values[this.#first + position]) !== 0) return true;
    return false;
  }

  #push(cursor: Cursor): void {
    const position = this.#filled++;
    if (this.#values instanceof BigInt64Array) {
      this.#values[position] = cursor.big();
      return;
    }
    if (cursor.high === 0) {
      this.#values[position] = cursor.low;
      return;
    }
    const value = cursor.signed();
    this.#values[position] = value;
    if (Number.isSafeInteger(value)) return;
    // The first value that a double cannot hold: from here on all are kept as 64-bit integers.
    const exact = new BigInt64Array(this.#values.length);
    for (let i = 0; i < position; i++) exact[i] = BigInt(this.#values[i] ?? 0);
    exact[position] = cursor.big();
    this.#values = exact;
  }

  #wrongCount(): InvalidProfileError {
    return new InvalidProfileError(
      `corrupt profile: a sample has not ${this.#width} values, as there are sample types`,
    );
  }
}

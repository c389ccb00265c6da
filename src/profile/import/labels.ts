import type { Labels, StringTable } from '../profile.ts';
import { growingFloat64, growingUint32 } from './growing.ts';
import { checkStrings, stringIndex } from './strings.ts';
import { type Cursor, VARINT } from './wire.ts';

/** Collects messages Label, sample by sample; the numbers are those of profile.proto. */
export class LabelReader {
  readonly #strings: StringTable;
  readonly #start: Uint32Array;
  readonly #key = growingUint32(64);
  readonly #text = growingUint32(64);
  readonly #unit = growingUint32(64);
  readonly #number = growingFloat64(64);
  #sample = 0;

  constructor(sampleCount: number, strings: StringTable) {
    this.#strings = strings;
    this.#start = new Uint32Array(sampleCount + 1);
  }

  startSample(): void {
    this.#start[this.#sample++] = this.#key.length;
  }

  read(cursor: Cursor): void {
    let key = 0;
    let text = 0;
    let unit = 0;
    let number = 0;
    const outer = cursor.enter();
    while (cursor.next()) {
      if (cursor.field < 1 || cursor.field > 4) continue;
      cursor.expect(VARINT);
      if (cursor.field === 1) key = stringIndex(cursor);
      else if (cursor.field === 2) text = stringIndex(cursor);
      else if (cursor.field === 3) number = cursor.signed();
      else unit = stringIndex(cursor);
    }
    cursor.leave(outer);
    // As in Go: the unit of a label that is a text is never looked at; a label without a value is none.
    if (text !== 0) unit = 0;
    if (Math.max(key, text, unit) >= this.#strings.length) checkStrings(this.#strings, [key, text, unit]);
    if (text === 0 && number === 0 && unit === 0) return;
    this.#key.push(key);
    this.#text.push(text);
    this.#unit.push(unit);
    this.#number.push(number);
  }

  finish(): Labels {
    this.#start[this.#sample] = this.#key.length;
    return {
      start: this.#start,
      key: this.#key.toArray(),
      text: this.#text.toArray(),
      unit: this.#unit.toArray(),
      number: this.#number.toArray(),
    };
  }
}

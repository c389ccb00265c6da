import type { Labels, StringTable } from '../profile.ts';
import { growingFloat64, growingUint32 } from './growing.ts';
import { checkStrings, stringIndex } from './strings.ts';
import { type Cursor, VARINT } from './wire.ts';

/** Collects messages Label, sample by sample; the numbers are those of profile.proto. */
export class LabelReader {
  readonly #strings: StringTable;
  /** By sample: where its labels begin. */
  readonly #start = growingUint32(64);
  readonly #key = growingUint32(64);
  readonly #text = growingUint32(64);
  readonly #unit = growingUint32(64);
  readonly #number = growingFloat64(64);

  constructor(strings: StringTable) {
    this.#strings = strings;
  }

  startSample(): void {
    this.#start.push(this.#key.length);
  }

  /** The last sample is left out. */
  forgetSample(): void {
    const { items } = this.#start;
    const first = items[--this.#start.length] ?? 0;
    if (first === this.#key.length) return;
    this.#key.length = first;
    this.#text.length = first;
    this.#unit.length = first;
    this.#number.length = first;
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
    this.#start.push(this.#key.length);
    return {
      start: this.#start.toArray(),
      key: this.#key.toArray(),
      text: this.#text.toArray(),
      unit: this.#unit.toArray(),
      number: this.#number.toArray(),
    };
  }
}

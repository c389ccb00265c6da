import type { Labels, StringTable } from '../profile.ts';
import { growingFloat64, growingUint32 } from './growing.ts';

/** Texts in the order in which they are first used. */
export class Strings implements StringTable {
  readonly #texts = [''];
  readonly #indexes = new Map([['', 0]]);

  get length(): number {
    return this.#texts.length;
  }

  at(index: number): string {
    return this.#texts[index] ?? '';
  }

  startsWith(index: number, ascii: string): boolean {
    return this.at(index).startsWith(ascii);
  }

  index(text: string): number {
    const known = this.#indexes.get(text);
    if (known !== undefined) return known;
    const index = this.#texts.push(text) - 1;
    this.#indexes.set(text, index);
    return index;
  }
}

/** Labels of one sample after the other. */
export class LabelColumns {
  readonly #start = growingUint32(64);
  readonly #key = growingUint32(64);
  readonly #text = growingUint32(64);
  readonly #number = growingFloat64(64);

  startSample(): void {
    this.#start.push(this.#key.length);
  }

  push(strings: Strings, key: string, value: string | number): void {
    this.#key.push(strings.index(key));
    this.#text.push(typeof value === 'string' ? strings.index(value) : 0);
    this.#number.push(typeof value === 'number' ? value : 0);
  }

  finish(): Labels {
    this.#start.push(this.#key.length);
    return {
      start: this.#start.toArray(),
      key: this.#key.toArray(),
      text: this.#text.toArray(),
      unit: new Uint32Array(this.#key.length),
      number: this.#number.toArray(),
    };
  }
}

import type { Samples, StringTable } from '../profile.ts';
import { type Growing, growingUint32 } from './growing.ts';
import type { IdIndex } from './ids.ts';
import { LabelReader } from './labels.ts';
import { StackReader } from './sample-stacks.ts';
import { ValueReader } from './sample-values.ts';
import type { Cursor } from './wire.ts';

/** What samples are checked against, known before the first of them is read. */
export interface SampleContext {
  /** The unpacked file. */
  readonly file: Uint8Array;
  /** Samples, and the bytes of all of them. */
  readonly count: number;
  readonly bytes: number;
  /** Values a sample must have. */
  readonly width: number;
  /** Of the locations, and where the lines of each begin. */
  readonly ids: IdIndex;
  readonly lineStart: Uint32Array;
  readonly maxFrames: number;
  readonly strings: StringTable;
  /** Positions of sample types: a sample without a value at any of them is checked and left out. Undefined: all are kept. */
  readonly counted: readonly number[] | undefined;
}

/** Collects messages Sample; the numbers are those of profile.proto. */
export class SampleReader {
  readonly #counted: readonly number[] | undefined;
  readonly #stacks: StackReader;
  readonly #values: ValueReader;
  readonly #labels: LabelReader;
  readonly #stackOf: Growing<Uint32Array<ArrayBuffer>>;

  constructor({ counted, strings, ...samples }: SampleContext) {
    const few = counted !== undefined;
    this.#counted = counted;
    this.#values = new ValueReader(samples);
    this.#stacks = new StackReader({ ...samples, few });
    this.#labels = new LabelReader(strings);
    this.#stackOf = growingUint32(few ? 0 : samples.count);
  }

  read(cursor: Cursor): void {
    // Where the fields of the locations are written, and whether they follow each other.
    let from = 0;
    let to = 0;
    let together = true;
    this.#labels.startSample();
    const outer = cursor.enter();
    for (let at = cursor.at; cursor.next(); at = cursor.at) {
      if (cursor.field === 1) {
        if (to === 0) from = at;
        else if (to !== at) together = false;
        to = cursor.at;
      } else if (cursor.field === 2) this.#values.read(cursor);
      else if (cursor.field === 3) this.#labels.read(cursor);
    }
    cursor.leave(outer);
    if (this.#values.endSample(this.#counted)) {
      this.#stackOf.push(this.#stacks.number(from, to, together));
    } else {
      this.#labels.forgetSample();
      this.#stacks.check(from, to);
    }
  }

  finish(): Samples {
    const stackOf = this.#stackOf.toArray();
    return {
      count: stackOf.length,
      stacks: this.#stacks.finish(),
      stackOf,
      values: this.#values.finish(),
      labels: this.#labels.finish(),
    };
  }
}

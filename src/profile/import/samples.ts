import { formatCount } from '../../measurement/count.ts';
import { InvalidProfileError } from '../invalid-profile.ts';
import type { Samples, StringTable } from '../profile.ts';
import { type Growing, growingIndexes, type Indexes } from './growing.ts';
import { type Id, type IdIndex, idOf } from './ids.ts';
import { LabelReader } from './labels.ts';
import { BYTES, type Cursor, VARINT } from './wire.ts';

/** What samples are checked against, known before the first of them is read. */
export interface SampleContext {
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
}

/** A stack entry takes at least one byte, usually two. */
const BYTES_PER_ENTRY = 3;

/** Entries that are read in one go: more than any real stack has. */
const BATCH = 4096;

/** Collects messages Sample; the numbers are those of profile.proto. */
export class SampleReader {
  readonly #context: SampleContext;
  readonly #stackStart: Uint32Array;
  readonly #stack: Growing<Indexes>;
  readonly #labels: LabelReader;
  #values: Float64Array | BigInt64Array;
  #filled = 0;
  #count = 0;
  #frames = 0;

  constructor(context: SampleContext) {
    this.#context = context;
    if (context.count > 0 && context.width === 0) {
      throw new InvalidProfileError('corrupt profile: it has samples but no sample types');
    }
    // A sample that has its values takes this many bytes: do not reserve room on the word of a hostile file.
    const least = context.count * context.width;
    if (least > context.bytes) throw wrongValueCount(context.width);
    this.#stackStart = new Uint32Array(context.count + 1);
    this.#stack = growingIndexes(context.lineStart.length, Math.ceil(context.bytes / BYTES_PER_ENTRY));
    this.#labels = new LabelReader(context.count, context.strings);
    this.#values = new Float64Array(least);
  }

  read(cursor: Cursor): void {
    this.#stackStart[this.#count] = this.#stack.length;
    this.#labels.startSample();
    const outer = cursor.enter();
    while (cursor.next()) {
      if (cursor.field === 1) this.#readLocations(cursor);
      else if (cursor.field === 2) this.#readValues(cursor);
      else if (cursor.field === 3) this.#labels.read(cursor);
    }
    cursor.leave(outer);
    this.#count++;
    if (this.#filled !== this.#count * this.#context.width) throw wrongValueCount(this.#context.width);
  }

  finish(): Samples {
    this.#stackStart[this.#count] = this.#stack.length;
    return {
      count: this.#count,
      stackStart: this.#stackStart,
      stack: this.#stack.toArray(),
      values: this.#values,
      labels: this.#labels.finish(),
    };
  }

  #readLocations(cursor: Cursor): void {
    const from = this.#stack.length;
    if (cursor.wire !== BYTES) {
      cursor.expect(VARINT);
      this.#stack.push(this.#positionOf(idOf(cursor)));
      this.#countFrames(from);
      return;
    }
    const outer = cursor.enter();
    while (cursor.more()) this.#readBatch(cursor);
    cursor.leave(outer);
  }

  /** The frames of a batch are counted before there is room for another. */
  #readBatch(cursor: Cursor): void {
    const stack = this.#stack;
    const from = stack.length;
    // An entry takes a byte at least.
    const most = Math.min(cursor.stop - cursor.at, BATCH);
    stack.reserve(most);
    stack.length = cursor.translate(this.#context.ids.dense, stack.items, from, from + most);
    if (stack.length === from) {
      cursor.varint();
      stack.push(this.#positionOf(idOf(cursor)));
    }
    this.#countFrames(from);
  }

  #positionOf(id: Id): number {
    const position = this.#context.ids.find(id);
    if (position < 0) throw new InvalidProfileError('corrupt profile: a sample names a location that is not there');
    return position;
  }

  /** Of the entries from `from` on; a location without symbols is a frame too. */
  #countFrames(from: number): void {
    const { items, length } = this.#stack;
    const { lineStart, maxFrames } = this.#context;
    let frames = this.#frames;
    for (let entry = from; entry < length; entry++) {
      const position = items[entry] ?? 0;
      frames += Math.max(1, (lineStart[position + 1] ?? 0) - (lineStart[position] ?? 0));
    }
    this.#frames = frames;
    if (frames > maxFrames) {
      throw new InvalidProfileError(`the profile has more than ${formatCount(maxFrames)} frames in its stacks`);
    }
  }

  #readValues(cursor: Cursor): void {
    if (cursor.wire !== BYTES) {
      cursor.expect(VARINT);
      this.#pushValue(cursor);
      return;
    }
    const outer = cursor.enter();
    while (cursor.more()) {
      cursor.varint();
      this.#pushValue(cursor);
    }
    cursor.leave(outer);
  }

  #pushValue(cursor: Cursor): void {
    const position = this.#filled++;
    if (this.#values instanceof BigInt64Array) {
      this.#values[position] = cursor.big();
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
}

function wrongValueCount(width: number): InvalidProfileError {
  return new InvalidProfileError(`corrupt profile: a sample has not ${width} values, as there are sample types`);
}

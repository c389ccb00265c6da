import { formatCount } from '../../measurement/count.ts';
import { InvalidProfileError } from '../invalid-profile.ts';
import type { Samples, StringTable } from '../profile.ts';
import { type Growing, growingIndexes, type Indexes } from './growing.ts';
import { type Id, type IdIndex, idOf } from './ids.ts';
import { LabelReader } from './labels.ts';
import { BYTES, Cursor, VARINT } from './wire.ts';
import { WrittenStacks } from './written-stacks.ts';

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
}

/** A stack entry takes at least one byte, usually two. */
const BYTES_PER_ENTRY = 3;

/** Entries that are read in one go: more than any real stack has. */
const BATCH = 4096;

/**
 * With more samples than this none is looked for among those before it: no service has as many, and the memory that finds
 * them again would let a hostile file take more than the limits allow for.
 */
const MOST_COMPARED = 2 ** 22;

/** Collects messages Sample; the numbers are those of profile.proto. A stack that comes again is decoded once. */
export class SampleReader {
  readonly #context: SampleContext;
  readonly #written: WrittenStacks;
  /** Walks over the locations of a stack that is new. */
  readonly #inStack: Cursor;
  readonly #stackOf: Uint32Array;
  /** By stack: where its locations begin. */
  readonly #start: Uint32Array;
  readonly #locations: Growing<Indexes>;
  /** By stack: how many frames it has. */
  readonly #framesOf: Uint32Array;
  readonly #labels: LabelReader;
  #values: Float64Array | BigInt64Array;
  #filled = 0;
  #count = 0;
  /** Of all samples that were read. */
  #frames = 0;

  constructor(context: SampleContext) {
    const { file, count, bytes, width } = context;
    this.#context = context;
    if (count > 0 && width === 0) {
      throw new InvalidProfileError('corrupt profile: it has samples but no sample types');
    }
    // A sample that has its values takes this many bytes: do not reserve room on the word of a hostile file.
    const least = count * width;
    if (least > bytes) throw wrongValueCount(width);
    this.#written = new WrittenStacks(file, count > MOST_COMPARED ? 0 : count);
    this.#inStack = new Cursor(file);
    this.#stackOf = new Uint32Array(count);
    this.#start = new Uint32Array(count + 1);
    this.#framesOf = new Uint32Array(count);
    this.#locations = growingIndexes(context.lineStart.length, Math.ceil(bytes / BYTES_PER_ENTRY));
    this.#labels = new LabelReader(count, context.strings);
    this.#values = new Float64Array(least);
  }

  read(cursor: Cursor): void {
    // Where the fields of the locations are written, and whether they follow each other.
    let from = 0;
    let to = 0;
    let together = this.#context.count <= MOST_COMPARED;
    this.#labels.startSample();
    const outer = cursor.enter();
    for (let at = cursor.at; cursor.next(); at = cursor.at) {
      if (cursor.field === 1) {
        if (to === 0) from = at;
        else if (to !== at) together = false;
        to = cursor.at;
      } else if (cursor.field === 2) this.#readValues(cursor);
      else if (cursor.field === 3) this.#labels.read(cursor);
    }
    cursor.leave(outer);
    this.#stackOf[this.#count++] = together
      ? this.#findStack(from, to)
      : this.#addStack(this.#written.next(), from, to);
    if (this.#filled !== this.#count * this.#context.width) throw wrongValueCount(this.#context.width);
  }

  finish(): Samples {
    const { count } = this.#written;
    this.#start[count] = this.#locations.length;
    return {
      count: this.#count,
      stacks: { count, start: this.#start.subarray(0, count + 1), locations: this.#locations.toArray() },
      stackOf: this.#stackOf,
      values: this.#values,
      labels: this.#labels.finish(),
    };
  }

  /** The number of the stack that is written `from .. to`; an earlier sample may have it as well. */
  #findStack(from: number, to: number): number {
    const { count } = this.#written;
    const stack = this.#written.number(from, to);
    if (stack === count) return this.#addStack(stack, from, to);
    this.#frames += this.#framesOf[stack] ?? 0;
    this.#checkFrames();
    return stack;
  }

  #addStack(stack: number, from: number, to: number): number {
    const before = this.#frames;
    const cursor = this.#inStack;
    this.#start[stack] = this.#locations.length;
    cursor.within(from, to);
    while (cursor.next()) if (cursor.field === 1) this.#readLocations(cursor);
    this.#framesOf[stack] = this.#frames - before;
    return stack;
  }

  #readLocations(cursor: Cursor): void {
    const from = this.#locations.length;
    if (cursor.wire !== BYTES) {
      cursor.expect(VARINT);
      this.#locations.push(this.#positionOf(idOf(cursor)));
      this.#countFrames(from);
      return;
    }
    const outer = cursor.enter();
    while (cursor.more()) this.#readBatch(cursor);
    cursor.leave(outer);
  }

  /** The frames of a batch are counted before there is room for another. */
  #readBatch(cursor: Cursor): void {
    const locations = this.#locations;
    const from = locations.length;
    // An entry takes a byte at least.
    const most = Math.min(cursor.stop - cursor.at, BATCH);
    locations.reserve(most);
    locations.length = cursor.translate(this.#context.ids.dense, locations.items, from, from + most);
    if (locations.length === from) {
      cursor.varint();
      locations.push(this.#positionOf(idOf(cursor)));
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
    const { items, length } = this.#locations;
    const { lineStart } = this.#context;
    let frames = this.#frames;
    for (let entry = from; entry < length; entry++) {
      const position = items[entry] ?? 0;
      frames += Math.max(1, (lineStart[position + 1] ?? 0) - (lineStart[position] ?? 0));
    }
    this.#frames = frames;
    this.#checkFrames();
  }

  #checkFrames(): void {
    const { maxFrames } = this.#context;
    if (this.#frames > maxFrames) {
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
      if (this.#values instanceof Float64Array) {
        this.#filled = cursor.smallFigures(this.#values, this.#filled, this.#values.length);
        if (!cursor.more()) break;
      }
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
}

function wrongValueCount(width: number): InvalidProfileError {
  return new InvalidProfileError(`corrupt profile: a sample has not ${width} values, as there are sample types`);
}

import { formatCount } from '../../measurement/count.ts';
import { InvalidProfileError } from '../invalid-profile.ts';
import type { Stacks } from '../profile.ts';
import { type Growing, growingIndexes, growingUint32, type Indexes } from './growing.ts';
import { type Id, type IdIndex, idOf } from './ids.ts';
import { BYTES, Cursor, VARINT } from './wire.ts';
import { WrittenStacks } from './written-stacks.ts';

export interface StackContext {
  /** The unpacked file. */
  readonly file: Uint8Array;
  /** Samples, and the bytes of all of them. */
  readonly count: number;
  readonly bytes: number;
  /** Of the locations, and where the lines of each begin. */
  readonly ids: IdIndex;
  readonly lineStart: Uint32Array;
  readonly maxFrames: number;
  /** Whether most samples are left out: then room is made when it is needed. */
  readonly few: boolean;
}

/** A stack entry takes at least one byte, usually two. */
const BYTES_PER_ENTRY = 3;

/** Entries that are read in one go: more than any real stack has. */
const BATCH = 4096;

/** Stacks that there is room for at first where most samples are left out. */
const FEW = 1024;

/**
 * With more samples than this none is looked for among those before it: no service has as many, and the memory that finds
 * them again would let a hostile file take more than the limits allow for.
 */
const MOST_COMPARED = 2 ** 22;

/** Collects the stacks of samples, by where their locations are written. One that comes again is decoded once. */
export class StackReader {
  readonly #context: StackContext;
  readonly #compares: boolean;
  readonly #written: WrittenStacks;
  readonly #cursor: Cursor;
  /** By stack: where its locations begin. */
  readonly #start: Growing<Uint32Array<ArrayBuffer>>;
  readonly #locations: Growing<Indexes>;
  /** By stack: how many frames it has. */
  readonly #framesOf: Growing<Uint32Array<ArrayBuffer>>;
  /** Of all samples that were read. */
  #frames = 0;

  constructor(context: StackContext) {
    const { file, count, bytes, lineStart, few } = context;
    this.#context = context;
    this.#compares = count <= MOST_COMPARED;
    const expected = few ? Math.min(FEW, count) : count;
    this.#written = new WrittenStacks(file, this.#compares ? expected : 0);
    this.#cursor = new Cursor(file);
    this.#start = growingUint32(expected + 1);
    this.#framesOf = growingUint32(expected);
    this.#locations = growingIndexes(lineStart.length, few ? BATCH : Math.ceil(bytes / BYTES_PER_ENTRY));
  }

  /**
   * The number of the stack whose locations are written `from .. to`, `together` where nothing else stands between them; an
   * earlier sample may have it as well.
   */
  number(from: number, to: number, together: boolean): number {
    if (!together || !this.#compares) return this.#add(this.#written.next(), from, to);
    const { count } = this.#written;
    const stack = this.#written.number(from, to);
    if (stack === count) return this.#add(stack, from, to);
    this.#frames += this.#framesOf.items[stack] ?? 0;
    this.#checkFrames();
    return stack;
  }

  /** Of a sample that is left out: Go refuses a file in which one of its locations is not there. */
  check(from: number, to: number): void {
    const cursor = this.#cursor;
    cursor.within(from, to);
    while (cursor.next()) if (cursor.field === 1) this.#checkLocations(cursor);
  }

  finish(): Stacks {
    const { count } = this.#written;
    this.#start.push(this.#locations.length);
    return { count, start: this.#start.toArray(), locations: this.#locations.toArray() };
  }

  #add(stack: number, from: number, to: number): number {
    const before = this.#frames;
    const cursor = this.#cursor;
    this.#start.push(this.#locations.length);
    cursor.within(from, to);
    while (cursor.next()) if (cursor.field === 1) this.#readLocations(cursor);
    this.#framesOf.push(this.#frames - before);
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

  #checkLocations(cursor: Cursor): void {
    if (cursor.wire !== BYTES) {
      cursor.expect(VARINT);
      this.#positionOf(idOf(cursor));
      return;
    }
    const outer = cursor.enter();
    const { lastInOrder } = this.#context.ids;
    for (cursor.skipFigures(lastInOrder); cursor.more(); cursor.skipFigures(lastInOrder)) {
      cursor.varint();
      this.#positionOf(idOf(cursor));
    }
    cursor.leave(outer);
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
}

import { InvalidProfileError } from '../invalid-profile.ts';
import type { ProfiledProcess, SampleType, StringTable } from '../profile.ts';
import { checkStrings, stringIndex } from './strings.ts';
import { BYTES, type Cursor, VARINT } from './wire.ts';

interface ValueType {
  type: number;
  unit: number;
}

/** Several profiles were joined to one file. */
export class SeveralProfilesError extends InvalidProfileError {}

/** A writer has a few sentences to say; what is more is read and dropped. */
const MOST_COMMENTS = 16;

/** Characters that are kept of each. */
const LONGEST_COMMENT = 1000;

/** Collects the fields of message Profile that stand once, and its sample types. */
export class HeaderReader {
  readonly #sampleTypes: ValueType[] = [];
  /** Every string that anything here refers to, also what is of no use to us: it must exist. */
  readonly #strings = new Set<number>([0]);
  readonly #comments: number[] = [];
  #periodType: ValueType = { type: 0, unit: 0 };
  #dropFrames = 0;
  #keepFrames = 0;
  #defaultSampleType = 0;
  #docUrl = 0;
  #nanos = 0;
  #timed = false;

  /** The numbers are those of message Profile in profile.proto. */
  read(cursor: Cursor): void {
    switch (cursor.field) {
      case 1:
        this.#sampleTypes.push(readValueType(cursor));
        break;
      case 7:
        this.#dropFrames = stringIndex(cursor);
        break;
      case 8:
        this.#keepFrames = stringIndex(cursor);
        break;
      case 9:
        this.#readTime(cursor);
        break;
      case 10:
      case 12:
        cursor.expect(VARINT);
        break;
      case 11:
        this.#periodType = readValueType(cursor);
        break;
      case 13:
        this.#readComments(cursor);
        break;
      case 14:
        this.#defaultSampleType = stringIndex(cursor);
        break;
      case 15:
        this.#docUrl = stringIndex(cursor);
        break;
    }
  }

  get width(): number {
    return this.#sampleTypes.length;
  }

  finish(strings: StringTable) {
    checkStrings(strings, this.#strings);
    checkStrings(strings, [this.#dropFrames, this.#keepFrames, this.#defaultSampleType, this.#docUrl]);
    checkStrings(strings, [this.#periodType.type, this.#periodType.unit]);
    checkStrings(
      strings,
      this.#sampleTypes.flatMap(({ type, unit }) => [type, unit]),
    );
    const comments = this.#comments.map((index) => strings.at(index).slice(0, LONGEST_COMMENT));
    const process = processIn(comments);
    return {
      sampleTypes: this.#sampleTypes.map(
        ({ type, unit }): SampleType => ({ type: strings.at(type), unit: strings.at(unit) }),
      ),
      defaultSampleType: strings.at(this.#defaultSampleType),
      comments,
      ...(process === undefined ? {} : { process }),
      time: this.#timed ? Math.floor(this.#nanos / 1e6) : undefined,
      dropFrames: strings.at(this.#dropFrames),
      keepFrames: strings.at(this.#keepFrames),
    };
  }

  #readTime(cursor: Cursor): void {
    // A second time means that two files were joined: Go refuses such a profile, its sums would mix both.
    if (this.#timed) throw new SeveralProfilesError('these are several profiles in one file');
    cursor.expect(VARINT);
    this.#nanos = cursor.signed();
    this.#timed = this.#nanos !== 0;
  }

  #readComments(cursor: Cursor): void {
    if (cursor.wire !== BYTES) {
      this.#addComment(stringIndex(cursor));
      return;
    }
    const outer = cursor.enter();
    while (cursor.more()) {
      cursor.varint();
      this.#addComment(cursor.high === 0 ? cursor.low : Number.POSITIVE_INFINITY);
    }
    cursor.leave(outer);
  }

  #addComment(index: number): void {
    this.#strings.add(index);
    if (this.#comments.length < MOST_COMMENTS) this.#comments.push(index);
  }
}

/** What the agent of `manifest/jvm` says: pprof has no field for it. */
const PROCESS = /^process (?<pid>\d{1,10}), started (?<started>\d{4}-\d\d-\d\dT[\d:.]+Z)$/;

function processIn(comments: readonly string[]): ProfiledProcess | undefined {
  for (const comment of comments) {
    const { pid, started } = PROCESS.exec(comment)?.groups ?? {};
    const startedAt = Date.parse(started ?? '');
    if (pid !== undefined && !Number.isNaN(startedAt)) return { pid: Number(pid), startedAt };
  }
  return undefined;
}

function readValueType(cursor: Cursor): ValueType {
  const value: ValueType = { type: 0, unit: 0 };
  const outer = cursor.enter();
  while (cursor.next()) {
    if (cursor.field === 1) value.type = stringIndex(cursor);
    else if (cursor.field === 2) value.unit = stringIndex(cursor);
  }
  cursor.leave(outer);
  return value;
}

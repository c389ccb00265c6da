import type { Instant } from '../../foundation/clock.ts';
import type { Frame } from '../frame.ts';
import { growingFloat64, growingUint32 } from '../import/growing.ts';
import { LabelColumns, Strings } from '../import/made-columns.ts';
import { InvalidProfileError } from '../invalid-profile.ts';
import type { ObjectClock, Profile, ProfiledProcess, SampleType } from '../profile.ts';
import { damaged } from './cursor.ts';
import { StackTable } from './stack-table.ts';
import { type Counted, LabelSets, Tally } from './tally.ts';

/** Makes a profile of events: stacks are numbered, samples of one stack and the same labels added up. */
export class JfrProfile {
  readonly #strings = new Strings();
  readonly #functions = new Map<string, number>();
  readonly #names: number[] = [];
  readonly #files: number[] = [];
  readonly #locations = new Map<string, number>();
  readonly #locationFunction: number[] = [];
  readonly #locationLine: number[] = [];
  readonly #stacks = new StackTable();
  readonly #sets = new LabelSets();
  readonly #samples = new Tally(this.#sets);
  readonly #maxFrames: number;
  #frames = 0;

  constructor(maxFrames: number) {
    this.#maxFrames = maxFrames;
  }

  /** The number of a stack, leaf first. */
  stack(frames: readonly Frame[]): number {
    return this.stackOf(
      frames.map((frame) => this.location(frame)),
      frames.length,
    );
  }

  /** The number of the stack of the first `length` locations, leaf first. */
  stackOf(locations: ArrayLike<number>, length: number): number {
    const before = this.#stacks.count;
    const stack = this.#stacks.number(locations, length);
    if (stack === before) this.#spend(length);
    return stack;
  }

  add({ stack, labels, values }: Counted): void {
    if (this.#samples.add(stack, this.#sets.number(labels), values)) this.#spend(this.#stacks.length(stack));
  }

  finish(of: {
    readonly sampleTypes: readonly SampleType[];
    readonly defaultSampleType: string;
    readonly time: Instant | undefined;
    readonly comments: readonly string[];
    readonly process?: ProfiledProcess | undefined;
    readonly objectClock?: ObjectClock | undefined;
  }): Profile {
    const samples = this.#columns();
    const none = new Uint32Array();
    return {
      ...of,
      samples,
      locations: {
        count: this.#locationFunction.length,
        lineStart: Uint32Array.from({ length: this.#locationFunction.length + 1 }, (_, index) => index),
        lineFunction: Uint32Array.from(this.#locationFunction),
        lineNumber: Float64Array.from(this.#locationLine),
        mapping: new Uint32Array(this.#locationFunction.length),
      },
      functions: {
        count: this.#names.length,
        name: Uint32Array.from(this.#names),
        file: Uint32Array.from(this.#files),
      },
      mappings: { count: 0, file: none, buildId: none },
      strings: this.#strings,
      dropFrames: '',
      keepFrames: '',
    };
  }

  #columns(): Profile['samples'] {
    const stackStart = growingUint32(this.#samples.length + 1);
    const stack = growingUint32(this.#samples.length * 16);
    const values = growingFloat64(this.#samples.length);
    const labels = new LabelColumns();
    for (const counted of this.#samples) {
      stackStart.push(stack.length);
      for (const location of this.#stacks.at(counted.stack)) stack.push(location);
      for (const sum of counted.values) values.push(exact(sum));
      labels.startSample();
      for (const [key, text] of Object.entries(counted.labels)) labels.push(this.#strings, key, text);
    }
    stackStart.push(stack.length);
    const count = this.#samples.length;
    return {
      count,
      stacks: { count, start: stackStart.toArray(), locations: stack.toArray() },
      stackOf: Uint32Array.from({ length: count }, (_, sample) => sample),
      values: values.toArray(),
      labels: labels.finish(),
    };
  }

  /** The number of a place in the code. */
  location({ function: name, file, line }: Frame): number {
    const functionKey = `${name}\0${file}`;
    let id = this.#functions.get(functionKey);
    if (id === undefined) {
      id = this.#names.push(this.#strings.index(name)) - 1;
      this.#files.push(this.#strings.index(file));
      this.#functions.set(functionKey, id);
    }
    const key = `${id} ${line}`;
    const known = this.#locations.get(key);
    if (known !== undefined) return known;
    const location = this.#locationFunction.push(id) - 1;
    this.#locationLine.push(line);
    this.#locations.set(key, location);
    return location;
  }

  #spend(frames: number): void {
    this.#frames += frames;
    if (this.#frames > this.#maxFrames) throw new InvalidProfileError('the recording has too many frames');
  }
}

/** Counts and bytes of one process: what no double holds exactly was not written by a recorder. */
function exact(sum: number): number {
  if (!Number.isSafeInteger(sum) || sum < 0) throw damaged();
  return sum;
}

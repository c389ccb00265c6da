import type { Instant } from '../../foundation/clock.ts';
import type { Frame } from '../frame.ts';
import { growingFloat64, growingUint32 } from '../import/growing.ts';
import { LabelColumns, Strings } from '../import/made-columns.ts';
import { InvalidProfileError } from '../invalid-profile.ts';
import type { Profile, SampleType } from '../profile.ts';
import { damaged } from './cursor.ts';

/** What is added up: equal ones are one sample. */
export interface Counted {
  /** Leaf first. */
  readonly stack: number;
  /** What the object is of, and what keeps it, where the recording shows it. */
  readonly labels: Readonly<Record<string, string>>;
  /** One a sample type. */
  readonly values: readonly number[];
}

/** Makes a profile of events: stacks are numbered, samples of one stack and the same labels added up. */
export class JfrProfile {
  readonly #strings = new Strings();
  readonly #functions = new Map<string, number>();
  readonly #names: number[] = [];
  readonly #files: number[] = [];
  readonly #locations = new Map<string, number>();
  readonly #locationFunction: number[] = [];
  readonly #locationLine: number[] = [];
  readonly #stacks = new Map<string, number>();
  readonly #stackLocations: Uint32Array[] = [];
  readonly #samples = new Map<string, { readonly counted: Counted; readonly sums: number[] }>();
  readonly #maxFrames: number;
  #frames = 0;

  constructor(maxFrames: number) {
    this.#maxFrames = maxFrames;
  }

  /** The number of a stack, leaf first. */
  stack(frames: readonly Frame[]): number {
    const locations = Uint32Array.from(frames, (frame) => this.#location(frame));
    const key = locations.join(' ');
    const known = this.#stacks.get(key);
    if (known !== undefined) return known;
    this.#spend(locations.length);
    const stack = this.#stackLocations.push(locations) - 1;
    this.#stacks.set(key, stack);
    return stack;
  }

  add(counted: Counted): void {
    const { stack, labels, values } = counted;
    const key = [stack, ...Object.entries(labels).flat()].join('\0');
    const known = this.#samples.get(key);
    if (known === undefined) {
      this.#spend(this.#stackLocations[stack]?.length ?? 0);
      this.#samples.set(key, { counted, sums: values.map(exact) });
      return;
    }
    values.forEach((value, type) => {
      known.sums[type] = exact((known.sums[type] ?? 0) + value);
    });
  }

  finish(of: {
    readonly sampleTypes: readonly SampleType[];
    readonly defaultSampleType: string;
    readonly time: Instant | undefined;
    readonly comments: readonly string[];
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
    const stackStart = growingUint32(this.#samples.size + 1);
    const stack = growingUint32(this.#samples.size * 16);
    const values = growingFloat64(this.#samples.size);
    const labels = new LabelColumns();
    for (const { counted, sums } of this.#samples.values()) {
      stackStart.push(stack.length);
      for (const location of this.#stackLocations[counted.stack] ?? []) stack.push(location);
      for (const sum of sums) values.push(sum);
      labels.startSample();
      for (const [key, text] of Object.entries(counted.labels)) labels.push(this.#strings, key, text);
    }
    stackStart.push(stack.length);
    const count = this.#samples.size;
    return {
      count,
      stacks: { count, start: stackStart.toArray(), locations: stack.toArray() },
      stackOf: Uint32Array.from({ length: count }, (_, sample) => sample),
      values: values.toArray(),
      labels: labels.finish(),
    };
  }

  #location({ function: name, file, line }: Frame): number {
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

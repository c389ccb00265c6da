import { InvalidProfileError } from '../../invalid-profile.ts';
import type { Profile, SampleType } from '../../profile.ts';
import { growingFloat64, growingUint32 } from '../growing.ts';
import { LabelColumns, Strings } from '../made-columns.ts';
import { bindMappings, type MemoryMap } from './memory-map.ts';

/** A call at an address, where the file names it. */
export interface NamedFrame {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

export interface AddressSample {
  /** The leaf first. */
  readonly stack: readonly bigint[];
  /** One a sample type. */
  readonly values: readonly number[];
  readonly labels?: Readonly<Record<string, string | number>> | undefined;
}

/**
 * A profile whose stacks are addresses, as all formats before pprof's own have them: collects samples, and makes columns
 * of them. A location without names is called after its binary, as pprof calls it.
 */
export class AddressProfile {
  readonly #sampleTypes: readonly SampleType[];
  readonly #strings = new Strings();
  readonly #positions = new Map<bigint, number>();
  readonly #addresses: bigint[] = [];
  readonly #frames: (readonly NamedFrame[])[] = [];
  readonly #stackStart = growingUint32(64);
  readonly #stack = growingUint32(256);
  readonly #values = growingFloat64(64);
  readonly #labels = new LabelColumns();
  readonly #maxFrames: number;

  constructor(sampleTypes: readonly SampleType[], maxFrames: number) {
    this.#sampleTypes = sampleTypes;
    this.#maxFrames = maxFrames;
  }

  add({ stack, values, labels = {} }: AddressSample): void {
    this.#stackStart.push(this.#stack.length);
    for (const address of stack) this.#stack.push(this.#position(address));
    if (this.#stack.length > this.#maxFrames) throw new InvalidProfileError('the profile has too many frames');
    for (const value of values) this.#values.push(value);
    this.#labels.startSample();
    for (const [key, value] of Object.entries(labels)) this.#labels.push(this.#strings, key, value);
  }

  /** The calls at an address, innermost first; the first names that are given stay. */
  name(address: bigint, frames: readonly NamedFrame[]): void {
    const position = this.#positions.get(address);
    if (position !== undefined && this.#frames[position]?.length === 0) this.#frames[position] = frames;
  }

  finish(map: MemoryMap, dropped: { readonly dropFrames: string; readonly keepFrames: string }): Profile {
    const count = this.#stackStart.length;
    this.#stackStart.push(this.#stack.length);
    const mapping = bindMappings(map, this.#addresses);
    return {
      sampleTypes: this.#sampleTypes,
      defaultSampleType: '',
      samples: {
        count,
        stacks: { count, start: this.#stackStart.toArray(), locations: this.#stack.toArray() },
        stackOf: Uint32Array.from({ length: count }, (_, sample) => sample),
        values: this.#values.toArray(),
        labels: this.#labels.finish(),
      },
      ...this.#functions(),
      locations: { count: this.#addresses.length, ...this.#lines(), mapping },
      mappings: {
        count: map.length,
        file: Uint32Array.from(map, ({ file }) => this.#strings.index(file)),
        buildId: new Uint32Array(map.length),
      },
      strings: this.#strings,
      time: undefined,
      comments: [],
      ...dropped,
    };
  }

  #position(address: bigint): number {
    const known = this.#positions.get(address);
    if (known !== undefined) return known;
    const position = this.#addresses.push(address) - 1;
    this.#positions.set(address, position);
    this.#frames.push([]);
    return position;
  }

  #lines() {
    const lineStart = new Uint32Array(this.#frames.length + 1);
    const lineNumber: number[] = [];
    for (const [location, frames] of this.#frames.entries()) {
      for (const { line } of frames) lineNumber.push(line);
      lineStart[location + 1] = lineNumber.length;
    }
    // One function a line: the comparison numbers equal ones alike.
    return { lineStart, lineFunction: Uint32Array.from(lineNumber.keys()), lineNumber: Float64Array.from(lineNumber) };
  }

  #functions() {
    const frames = this.#frames.flat();
    return {
      functions: {
        count: frames.length,
        name: Uint32Array.from(frames, ({ name }) => this.#strings.index(name)),
        file: Uint32Array.from(frames, ({ file }) => this.#strings.index(file)),
      },
    };
  }
}

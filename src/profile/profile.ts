import type { Instant } from '../foundation/clock.ts';

/** What a sample counts: `inuse_space` in `bytes`. */
export interface SampleType {
  readonly type: string;
  readonly unit: string;
  /** Where the profiler follows only so many objects at a time: what its figures are a part of. */
  readonly followed?: Followed | undefined;
}

/** A table of the live objects that a profiler follows. */
export interface Followed {
  /** So many fit into it. */
  readonly table: number;
  /** Set where its size is guessed from what is in it, because nothing names it. */
  readonly guessed?: true | undefined;
  /** So many are in it. */
  readonly objects: number;
  /** Whether it is full: then more objects do not show, and only shares can be compared. */
  readonly full: boolean;
  /** Bytes of the heap after the last collection before, where the profiler wrote them down. */
  readonly heap?: number | undefined;
  /** Ticks of the process’s clock at which the heap was that large, or the objects were written down. */
  readonly measuredAt?: number | undefined;
  /** What the recording could have shown of the objects, and was not asked for. */
  readonly unasked?: Unasked | undefined;
}

export interface Unasked {
  /** Which line allocated them. */
  readonly sites: boolean;
  /** What keeps them. */
  readonly holders: boolean;
}

/** The texts of a profile, decoded when asked for. Index 0 is the empty text. */
export interface StringTable {
  readonly length: number;
  at(index: number): string;
  /** Whether a text begins with these characters of ASCII, without decoding it. */
  startsWith(index: number, ascii: string): boolean;
}

/**
 * Stacks as columns: stack `s` has locations `locations[start[s] .. start[s + 1]]`, the leaf first. A writer that gives the
 * same stack several samples (with other labels, of other sizes) has it here once, where it is written in the same bytes.
 */
export interface Stacks {
  readonly count: number;
  readonly start: Uint32Array;
  /** Indexes of locations. */
  readonly locations: Uint16Array | Uint32Array;
}

/** Samples as columns. */
export interface Samples {
  readonly count: number;
  readonly stacks: Stacks;
  /** By sample: the number of its stack. */
  readonly stackOf: Uint32Array;
  /** Row by row, one value a sample type; 64-bit integers only where a value lies beyond 2^53. */
  readonly values: Float64Array | BigInt64Array;
  readonly labels: Labels;
}

/** Labels as columns: sample `s` has labels `start[s] .. start[s + 1]`. */
export interface Labels {
  readonly start: Uint32Array;
  /** Indexes of strings; `text` 0 means that the label is the number. */
  readonly key: Uint32Array;
  readonly text: Uint32Array;
  readonly unit: Uint32Array;
  readonly number: Float64Array;
}

/** Locations as columns: location `l` has lines `lineStart[l] .. lineStart[l + 1]`, the innermost inlined call first. */
export interface Locations {
  readonly count: number;
  readonly lineStart: Uint32Array;
  /** Indexes of functions. */
  readonly lineFunction: Uint32Array;
  readonly lineNumber: Float64Array;
  /** Index of a mapping plus one, 0 for none. */
  readonly mapping: Uint32Array;
}

/** Functions as columns of string indexes. */
export interface Functions {
  readonly count: number;
  readonly name: Uint32Array;
  readonly file: Uint32Array;
}

/** The binaries and libraries of the process, as columns of string indexes. */
export interface Mappings {
  readonly count: number;
  readonly file: Uint32Array;
  readonly buildId: Uint32Array;
}

/** The process that a profile was taken of, by what it says of itself. */
export interface ProfiledProcess {
  /** Undefined where only its clock shows which process it is. */
  readonly pid: number | undefined;
  /** By what the process says; where it says nothing, by its clock: within some seconds. */
  readonly startedAt: Instant;
}

/** By what clock a profiler that follows objects wrote down when each was allocated. */
export interface ObjectClock {
  /** Ticks at which the heap was measured that the objects are a part of. */
  readonly measuredAt: number;
  /** Ticks at which they were written down. */
  readonly dumpedAt: number;
  /** Milliseconds of one tick. */
  readonly perTick: number;
  /** Bytes of the heap after each collection that the recording has, the earliest first. */
  readonly levels?: readonly { readonly ticks: number; readonly used: number }[] | undefined;
  /** Set where this is an earlier moment of the later recording, made from what still lived at its end: it shows nothing of what had gone. */
  readonly remade?: true | undefined;
}

/** A profile in columns: one typed array a field, whatever the number of samples. Never changed once read. */
export interface Profile {
  readonly sampleTypes: readonly SampleType[];
  readonly defaultSampleType: string;
  readonly samples: Samples;
  readonly locations: Locations;
  readonly functions: Functions;
  readonly mappings: Mappings;
  readonly strings: StringTable;
  /** When it was taken, where the profile says so. */
  readonly time: Instant | undefined;
  /** What its writer says about the figures, in sentences. */
  readonly comments: readonly string[];
  /** Where the profile names it. */
  readonly process?: ProfiledProcess | undefined;
  /** Where it shows when each followed object was allocated. */
  readonly objectClock?: ObjectClock | undefined;
  /** Regular expressions (RE2 syntax) of frames to cut off with all that they called, and of exceptions. */
  readonly dropFrames: string;
  readonly keepFrames: string;
}

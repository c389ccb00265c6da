import type { Bytes } from '../../measurement/bytes.ts';
import type { Quantity, Runtime } from '../../metrics/catalogue.ts';
import type { Observation } from '../observation.ts';
import type { Suspect } from '../suspect.ts';

/** What is wrong with the settings of a collector. */
export interface GcFault {
  /** `outgrows`: it lets the heap grow past the limit; `starves`: it runs without end, because its goal is too low. */
  readonly kind: 'outgrows' | 'starves';
  /** In a sentence with figures. */
  readonly said: string;
}

/** A setting that tells the runtime of the container's limit. */
export interface HeapSetting {
  /** `GOMEMLIMIT` */
  readonly name: string;
  /** As it is written: `576MiB`. */
  readonly value: string;
  /** As a sentence says it: `576 MiB`. */
  readonly said: string;
}

/** A fix, and what would prove it. */
export interface Remedy {
  readonly steps: readonly string[];
  readonly proof: string;
}

/** The words and the settings of one runtime: what questions, findings and advice say differently for it. */
export interface RuntimeWords {
  readonly runtime: Runtime;
  /** `the Go heap` */
  readonly heap: string;
  /** What survives a collection: `the live heap`. */
  readonly live: string;
  /** What makes the process tell its own metrics, as a clause: `serve promhttp.Handler() …`. */
  readonly exposing: string;
  /** The exact setting, for quantities that need more than that. */
  readonly settings: Readonly<Partial<Record<Quantity, string>>>;
  /** What would tell the live heap exactly, where its floor is read. */
  readonly exactHeap?: string | undefined;
  /** Whether garbage is left lying until the heap is full: then the floor of a heap may be garbage. */
  readonly collectsLate: boolean;
  readonly heapFix: (suspect: Suspect | undefined) => string;
  readonly countFix: (suspect: Suspect | undefined) => string;
  /** Growth outside the heap: what it may be, in a few words, and how to see it. */
  readonly native: {
    readonly what: string;
    readonly steps: (pod: string) => readonly string[];
    readonly proof: string;
  };
  /** What to set for a container limit; `outside` is what the process needs beside its heap. */
  readonly heapSetting: (limit: Bytes, outside: Bytes | undefined) => HeapSetting | undefined;
  /** When the limit is too small and memory must not rise. */
  readonly slimmer: string;
  /** When bursts hit the limit and `setting` is in place. */
  readonly burst: (setting: HeapSetting) => string;
  /** When the collector is set wrongly. */
  readonly collector: (setting: HeapSetting | undefined, fault: GcFault | undefined) => Remedy;
  readonly gcFault: (observation: Observation, limit: Bytes | undefined) => GcFault | undefined;
}

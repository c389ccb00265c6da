import type { Bytes } from '../measurement/bytes.ts';
import type { Quantity } from './candidate.ts';
import type { GcFault } from './collector-figures.ts';
import type { Suspect } from './suspect.ts';

/** A setting that makes the runtime respect the container's limit. */
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
  /** `the Go heap` */
  readonly heap: string;
  /** What survives a collection: `the live heap`. */
  readonly live: string;
  /** The label of its line in a picture, where that is not simply what survives a collection. */
  readonly liveLine?: string | undefined;
  /** How the process can expose its own metrics, as a clause: `serve promhttp.Handler() …`. */
  readonly exposing: string;
  /** The exact setting, for quantities that need more than that. */
  readonly settings: Readonly<Partial<Record<Quantity, string>>>;
  /** The metric that reports the live heap exactly, where its floor is read. */
  readonly exactHeap?: string | undefined;
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
  /** The title of a finding about a collector that lets the heap grow past the limit. */
  readonly outgrows: string;
  /** When the collector is set wrongly. */
  readonly collectorFix: (setting: HeapSetting | undefined, fault: GcFault | undefined) => Remedy;
}

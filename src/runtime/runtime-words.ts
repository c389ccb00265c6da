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
  /** The size to which it bounds the heap, where it bounds that alone. */
  readonly size?: Bytes | undefined;
}

/** A fix, and what would prove it. */
export interface Remedy {
  readonly steps: readonly string[];
  readonly proof: string;
}

/** What grows outside a heap; `native` is what the runtime does not count. */
export type OutsideHeap = 'classes' | 'code' | 'buffers' | 'tables' | 'runtime' | 'native';

/** One kind of growth outside the heap. */
export interface NativeWords {
  /** In a few words: `direct buffers`. */
  readonly what: string;
  readonly fix: string;
  /** How to see more of it. */
  readonly see: (pod: string) => string;
  readonly proof: string;
}

/** What a restart loses and how to save it before, as a clause with the command: `save a thread dump of api-0 (…)`. */
export interface Saving {
  readonly heap?: (pod: string) => string;
  /** Of what the runtime counts besides threads: goroutines, handles. */
  readonly count?: (pod: string) => string;
  readonly threads: (pod: string) => string;
}

/** Where no tool of the runtime is at hand: the kernel has each thread's name. */
export function threadNames(pod: string): string {
  return `save the names of the threads of ${pod} (cat /proc/<pid>/task/*/comm | sort | uniq -c)`;
}

/** What is said of a program that bounds its data itself. */
export interface DataBoundWords {
  /** What sets the bound: `maxmemory`. */
  readonly option: string;
  /** What it does at its bound where it drops any of its data, as a clause: `Redis evicts keys (maxmemory-policy allkeys-*)`. */
  readonly evicts: string;
  /** How to see what it does there where no metric shows it, and what each answer means, as clauses. */
  readonly see: string;
  /** How to set the bound, as a clause, of a figure in MiB. */
  readonly set: (mebibytes: number) => string;
  /** What takes more for a while than the bound, as a sentence. */
  readonly beyond: string;
  /** What to do about data that grows, where the bound is set. */
  readonly fix: string;
}

/** The words and the settings of one runtime: what questions, findings and advice say differently for it. */
export interface RuntimeWords {
  /** `the Go heap` */
  readonly heap: string;
  /** What survives a collection: `the live heap`. */
  readonly live: string;
  /** What grows with it and is counted as its own: `the room that its collector needs`. */
  readonly heapOwns: string;
  /** The label of its line in a picture, where that is not simply what survives a collection. */
  readonly liveLine?: string | undefined;
  /** How the process can expose its own metrics, as a clause: `serve promhttp.Handler() …`. */
  readonly exposing: string;
  /** The same where it sends them by OpenTelemetry. */
  readonly exposingOtel: string;
  /** The exact setting, for quantities that need more than that. */
  readonly settings: Readonly<Partial<Record<Quantity, string>>>;
  /** The metric that reports the live heap exactly, where its floor is read. */
  readonly exactHeap?: string | undefined;
  /** How to have all of the heap collected at once, as a clause; absent where no tool of the runtime does it. */
  readonly collectNow?: ((pod: string) => string) | undefined;
  readonly heapFix: (suspect: Suspect | undefined) => string;
  /** Of a program that can bound its data itself. */
  readonly dataBound?: DataBoundWords | undefined;
  /** Of what the runtime counts besides threads: goroutines, handles. */
  readonly countFix: (suspect: Suspect | undefined) => string;
  /** What goroutines that are blocked there are known to be left by; undefined where only their place is known. */
  readonly countHabit?: ((suspect: Suspect) => string | undefined) | undefined;
  /** What to do about threads that never end; of profiles that show where they are started, the one that started most. */
  readonly threadFix: (suspect: Suspect | undefined) => string;
  /** What a thread has of its own that no stack explains, as a sentence, where its metrics do not count it. */
  readonly threadHolds?: string | undefined;
  readonly saving: Saving;
  /** Growth outside the heap, by what of it grew: nothing is advised for a part that did not. */
  readonly native: (grew: OutsideHeap) => NativeWords;
  /** What to do about memory that it no longer needs and that stays resident, where it can come to that. */
  readonly kept?: Remedy | undefined;
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

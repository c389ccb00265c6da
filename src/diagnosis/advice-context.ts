import type { Bytes } from '../measurement/bytes.ts';
import type { Milliseconds } from '../measurement/duration.ts';
import type { FallNow } from '../metrics/fall-now.ts';
import type { GcFault } from '../runtime/collector-figures.ts';
import type { RuntimeWords } from '../runtime/runtime-words.ts';
import type { Suspect } from '../runtime/suspect.ts';
import type { AtOnce } from './began-at-once.ts';
import type { DataBound } from './data-bound.ts';
import type { Gap } from './finding.ts';
import type { Fixed } from './fixed.ts';
import type { GrewOutside } from './grew-outside.ts';
import type { JobRuns } from './job-runs.ts';
import type { LimitLowered } from './limit-lowered.ts';
import type { LimitRaised } from './limit-raised.ts';
import type { ManyProcesses } from './many-processes.ts';
import type { Restarts } from './restarts.ts';
import type { RisingRuns } from './rising-runs.ts';
import type { Settling } from './settling.ts';
import type { Urgency } from './urgency-figures.ts';

/** What advice is fitted to. */
export interface AdviceContext {
  /** The container that is looked at, where it is a program that others build. */
  readonly offTheShelf?: string | undefined;
  readonly pod: string;
  readonly words: RuntimeWords;
  /** The frame that grew most, with what its name shows; absent without a comparison. */
  readonly suspect?: Suspect | undefined;
  /** The live heap rose as the requests did. */
  readonly withRequests?: boolean | undefined;
  /** What of the memory outside the heap grew. */
  readonly outsideGrew: GrewOutside;
  readonly limit?: Bytes | undefined;
  readonly peak?: Bytes | undefined;
  /** What the process needs beside its heap, where metrics show. */
  readonly outside?: Bytes | undefined;
  /** The bound that the program sets to its data, where a metric shows it. */
  readonly dataBound?: DataBound | undefined;
  /** Whether the finding rests on that bound. */
  readonly bounded: boolean;
  readonly fault?: GcFault | undefined;
  readonly gaps: readonly Gap[];
  readonly urgency: Urgency;
  /** The runs of the job, where it is one. */
  readonly job?: JobRuns | undefined;
  /** The same, where they take more from one to the next. */
  readonly rising?: RisingRuns | undefined;
  readonly restarts?: Restarts | undefined;
  /** What the runtime is configured to take at most: no limit below it is advised. */
  readonly largestHeap?: Bytes | undefined;
  /** Whether metrics separate page cache from memory-backed files. */
  readonly cacheIsSeparate: boolean;
  /** Whether a memory-backed volume is known to hold pages: they outlived the container that wrote them. */
  readonly leftInPod: boolean;
  /** How memory stands that filled up after its start. */
  readonly settling: Settling;
  /** What memory gained as unused room of its heap, where that is nearly all that it gained. */
  readonly heapRoom?: Bytes | undefined;
  /** How the limit was lowered, where the kills come from that. */
  readonly lowered?: LimitLowered | undefined;
  /** How the limit was raised, where that ended the kills. */
  readonly raised?: LimitRaised | undefined;
  /** What grew before and was replaced, where it was. */
  readonly fixed?: Fixed | undefined;
  /** When the data may say more, as a sentence; set where what was seen is too little to judge. */
  readonly again?: string | undefined;
  /** Where what grows began in every pod at one moment. */
  readonly atOnce?: AtOnce | undefined;
  /** How memory falls by now, where the finding is about that. */
  readonly falls?: FallNow | undefined;
  /** How long was looked at, where that is little of what its metrics hold. */
  readonly narrow?: Milliseconds | undefined;
  /** How long was looked at, where no request came in that time. */
  readonly idle?: Milliseconds | undefined;
  /** Whether memory rises since the traffic came to the pod. */
  readonly newTraffic: boolean;
  /** Where memory rose with the number of its processes. */
  readonly processes?: ManyProcesses | undefined;
  /** Whether the kernel kills children of a main process that lives on. */
  readonly childrenKilled: boolean;
  /** What the settings that it speaks of are now, as a sentence; absent where no metric reports one. */
  readonly today?: string | undefined;
  /** Whether the finding rests on an answer that the data contradicts. */
  readonly contradicted: boolean;
}

import type { Gap } from '../diagnosis/finding.ts';
import type { TimeRange } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import type { ComparisonWanted } from '../playbook/step.ts';
import type { Comparison } from '../profile/comparison.ts';
import type { Workload } from '../service/service.ts';
import type { ComparisonPair } from './comparison-pair.ts';
import type { GoroutineWitness, ProfileComparer, ProfileSource } from './ports.ts';

/** A comparison of two snapshots of one pod, and what their times mean. */
export interface Compared {
  readonly pod: string;
  readonly pair: ComparisonPair;
  readonly comparison: Comparison;
  /** `25 min after start` */
  readonly baseCaption: string;
  /** `6 min before the kill, memory at 99 % of the limit` */
  readonly currentCaption: string;
  /** Profiles that would have been compared, and could not be. */
  readonly leftOut: readonly Gap[];
}

export interface Comparing {
  readonly profiles: ProfileSource;
  readonly comparer: ProfileComparer;
  /** Absent where no one asks processes about their goroutines. */
  readonly witness?: GoroutineWitness | undefined;
  readonly signal: AbortSignal;
}

export interface ComparisonOf {
  readonly pod: PodMemory;
  readonly workload: Workload;
  /** Names the pod's process goes by. */
  readonly instances: readonly string[];
  readonly range: TimeRange;
  readonly wanted: ComparisonWanted;
  /** When the process last collected garbage, where a metric shows. */
  readonly lastCollections?: Track | undefined;
  /** The live heap of the process, where a metric shows it. */
  readonly liveHeap?: Track | undefined;
  /** Whether one recording is compared with itself where there are no two. */
  readonly orAlone?: true | undefined;
}

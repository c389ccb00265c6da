import type { Instant } from '../foundation/clock.ts';
import type { Ages } from './ages.ts';
import type { WeighedBefore } from './estimated-bytes.ts';
import type { FollowedHeap } from './followed-heap.ts';
import type { Frame } from './frame.ts';
import type { GoroutineStacks } from './goroutine-groups.ts';
import type { ClassGrowth } from './histogram/class-growth.ts';
import type { Kept } from './kept.ts';
import type { Sampled } from './sampled.ts';

export type { Frame } from './frame.ts';

/** One allocation (or goroutine) path with its value on both sides; plain data, safe to store as JSON. */
export interface GrowthPath {
  /** Leaf first; `frames[0]` is the first application frame, what lies below it is merged. */
  readonly frames: readonly Frame[];
  /** Names of the runtime, standard-library and dependency frames below the first application frame, leaf first. */
  readonly below: readonly string[];
  readonly base: number;
  readonly current: number;
  readonly delta: number;
  /** delta / total growth, 0 to 1 and beyond when other paths shrank. */
  readonly share: number;
  /** The class of what grew and what keeps it, where the profile shows it. */
  readonly kept?: Kept | undefined;
  /** How long its objects live, where the profiles show when they were allocated. */
  readonly ages?: Ages | undefined;
  /** Where the figures are estimated from objects that a profiler follows. */
  readonly sampled?: Sampled | undefined;
  /** Of objects that each count as one: what a class histogram of the same time says that they gained, about. */
  readonly bytes?: number | undefined;
}

/** Whether a path is no place where something is allocated, but its class: all that profiles without stacks show. */
export function isOfClass({ frames: [first], kept }: Pick<GrowthPath, 'frames' | 'kept'>): boolean {
  return first !== undefined && first.line === 0 && kept?.class === first.function;
}

/** A call tree carrying both sides' cumulative values, root `all`; children heaviest current first. */
export interface DiffNode {
  /** Short and qualified, `cache.(*MarketsValueCache).Put`; in full where two functions would share that. */
  readonly name: string;
  readonly base: number;
  readonly current: number;
  /** The service's own code, as against runtime, standard library and dependencies. */
  readonly application?: boolean | undefined;
  /** On the path that grew most, from the root to its first application frame. */
  readonly top?: boolean | undefined;
  readonly children: readonly DiffNode[];
}

export interface ComparedSide {
  readonly time: Instant;
  readonly total: number;
}

/** Two profiles of one sample type compared by absolute values; plain data, safe to store as JSON. */
export interface Comparison {
  readonly sampleType: string;
  /** `bytes`, `count`, or `ppm`: millionths of the larger heap. */
  readonly unit: string;
  readonly base: ComparedSide;
  readonly current: ComparedSide;
  readonly delta: number;
  /** Growing paths, largest first. */
  readonly paths: readonly GrowthPath[];
  /** Growing paths that were estimated from too few objects to be ranked. */
  readonly tooFew?: readonly GrowthPath[] | undefined;
  /** Paths of more objects whose change is smaller than the sampling may err: those that grew, and those that have objects allocated since. */
  readonly withinError?: readonly GrowthPath[] | undefined;
  /** What the profile cannot place grew by, in the unit of the comparison: a remainder, and no path. */
  readonly unplaced?: number | undefined;
  /** What the work of the profiler itself grew by, where it shows. */
  readonly ofProfiler?: number | undefined;
  /** Where that is an estimate: it lies within so much of it in 19 of 20 cases. */
  readonly ofProfilerMargin?: number | undefined;
  /** Trimmed to frames that carry a visible share of either side. */
  readonly tree: DiffNode;
  /** Where goroutines were compared: what they wait for. */
  readonly goroutines?: GoroutineStacks | undefined;
  /** Where only so many objects are followed: what the figures are parts of. */
  readonly followed?: FollowedHeap | undefined;
  /** Where class histograms weigh the bytes: how long before each profile these were taken. */
  readonly weighedBefore?: WeighedBefore | undefined;
  /** Set where threads are those whose start a recording has: how many there are it does not show. */
  readonly recordedStarts?: true | undefined;
  /** The names of the programs that the two are of, where these are known and differ. */
  readonly programs?: readonly [base: string, current: string] | undefined;
  /** Set where one recording was compared with what it shows of an earlier moment: what it had then and freed is missing. */
  readonly alone?: true | undefined;
  /** What grew by class, where class histograms were compared. */
  readonly classes?: ClassGrowth | undefined;
  /** Where memory outside the heap was compared: where objects multiplied that own some, by what these take in the heap. */
  readonly owners?: readonly GrowthPath[] | undefined;
  /** Where heap profiles also count memory outside the heap: that, in bytes; the figures of the heap are without it. */
  readonly outside?: Comparison | undefined;
}

import type { Bytes } from '../measurement/bytes.ts';
import type { Quantity } from './candidate.ts';
import type { CollectorFigures, GcFault } from './collector-figures.ts';
import type { Figures } from './memory-parts.ts';

/** How the garbage collector of a runtime works, as far as its metrics show. */
export interface CollectorRules {
  /** Whether garbage is left lying until the heap is full: then the floor of a heap may be garbage. */
  readonly collectsLate: boolean;
  /**
   * The share of its largest size at which the heap is collected as a whole at the latest, by the labels of its metrics;
   * absent where the size of the heap sets no collection off.
   */
  readonly collectsFrom?: ((labels: readonly Readonly<Record<string, string>>[]) => number) | undefined;
  /** Whether the heap lies in shared memory and not in anonymous, by the labels of its metrics; absent where it never does. */
  readonly sharesHeap?: ((labels: readonly Readonly<Record<string, string>>[]) => boolean) | undefined;
  /** How much is live where the next collection is planned by it; absent where no metric shows the plan. */
  readonly liveByGoal?: LiveByGoal | undefined;
  /** The quantity that holds the collector's goal, where a wrong one lets the heap outgrow the limit. */
  readonly goal?: Quantity | undefined;
  /** A goal that nothing measures and that could make the collector run all the time, in a few words. */
  readonly hiddenGoal?: ((figures: CollectorFigures) => string | undefined) | undefined;
  /** How a process ends whose heap is full; absent where the runtime gives its heap no bound of its own. */
  readonly outOfMemory?: OutOfMemory | undefined;
  /** The option that bounds buffers outside the heap, where without it they may take as much as the heap may. */
  readonly buffersOption?: string | undefined;
  readonly fault: (figures: CollectorFigures, limit: Bytes | undefined) => GcFault | undefined;
}

export interface OutOfMemory {
  /** Exit codes that hardly anything else ends with: where no metric reports the bound, they show that it was reached. */
  readonly exitCodes: readonly number[];
  /** What ends the process, in a few words: `an OutOfMemoryError`. */
  readonly by: string;
  /** The option that sets the bound. */
  readonly option: string;
}

export interface LiveByGoal {
  /** The heap size at which the next collection is due. */
  readonly goal: Quantity;
  /** What else is read at the same moment. */
  readonly beside: readonly Quantity[];
  /** What the goal is planned with beside the live heap, by most versions of the runtime: the heap in use shows whether it is. */
  readonly plannedWith?: Quantity | undefined;
  /** What the live heap is never more than. */
  readonly atMost?: Quantity | undefined;
  /** What is live at a moment; undefined where something else sets the goal. */
  readonly live: (figures: Figures) => Bytes | undefined;
}

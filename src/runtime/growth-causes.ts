import type { Bytes } from '../measurement/bytes.ts';
import type { Figures, PartId, Parts } from './memory-parts.ts';

/** What may make memory grow. A cause owns parts of the ledger, or shares of them. */
export type CauseId =
  | 'heap'
  /** Heap in use that grew while hardly a collection showed what of it is live. */
  | 'unproven-heap'
  | 'goroutines'
  | 'threads'
  | 'handles'
  /** Garbage that the collector leaves until past the limit. */
  | 'uncollected'
  /** Pages that the runtime released, or has no use for, and that stay resident. */
  | 'kept'
  /** Room above the live heap that its goal or its bound allows. */
  | 'room'
  | 'classes'
  | 'code'
  | 'buffers'
  /** Rows of tables that nothing collects: those of ETS. */
  | 'tables'
  | 'runtime'
  /** Anonymous memory that the runtime does not count. */
  | 'native'
  /** Processes beside the main one. */
  | 'processes'
  /** Anonymous memory that nothing splits: heap or native, no metric shows which. */
  | 'anonymous'
  | 'memory-backed'
  | 'active-file'
  | 'file'
  | 'kernel'
  | 'beside'
  | 'swap'
  | 'unsplit';

/** What a cause added to the memory of a run between two moments. */
export interface CauseGrowth {
  readonly cause: CauseId;
  readonly bytes: Bytes;
  /** False for room that is bounded: it is shown, never found, and left out of the whole. */
  readonly candidate: boolean;
  /** How sure a finding that rests on it is at most. */
  readonly sureAtMost?: number | undefined;
}

/** What a container run is charged at one moment. */
export interface Moment {
  readonly figures: Figures;
  /** The parts add up to it. */
  readonly total: Bytes;
  readonly parts: Parts;
  /** What the runtime counts beyond what is resident. */
  readonly overshoot: Bytes;
  /** How much of the heap had been used until then, at least; undefined where no metric shows it. */
  readonly touchedHeap?: Bytes | undefined;
}

/** What is known of a whole run that two of its moments do not show. */
export interface CauseContext {
  readonly ledger: {
    readonly base: Moment;
    readonly middle: Moment;
    readonly end: Moment;
    /** Differences below this are noise. */
    readonly tolerance: Bytes;
    /** How much may lie between the runtime's figures and the container's, which are scraped at different moments. */
    readonly apart: Bytes;
    /** Collections between the base and the end; undefined where nothing counts them. */
    readonly collections?: number | undefined;
    /** The lowest level of the heap at the end, where no collection has shown what of it lives. */
    readonly heapFloor?: Bytes | undefined;
    readonly run: CauseRun;
  };
  /** Rank correlations over the run; absent where a track is missing. */
  readonly ties: Ties;
  /** The share of what the live heap gained that goroutines hold, as profiles show it; without them each holds a little. */
  readonly heldByGoroutines?: number | undefined;
}

/** How a run ended, and under which limit. */
export interface CauseRun {
  readonly limit?: Bytes | undefined;
  readonly end: string;
  /** The share of its largest size at which the heap is collected as a whole at the latest, where its collector has one. */
  readonly collectsFrom?: number | undefined;
}

/** What grew in a process of one runtime between two moments of a run: the causes together are the growth of its parts. */
export type GrowthCauses = (from: Moment, to: Moment, context: CauseContext) => readonly CauseGrowth[];

export interface Ties {
  readonly threads?: number | undefined;
  /** Of the number of threads with what the kernel holds, where `threads` is with what the process does. */
  readonly threadsInKernel?: number | undefined;
  readonly handles?: number | undefined;
  readonly goroutines?: number | undefined;
  readonly released?: number | undefined;
}

/** A count is said to be tied to memory from this rank correlation on. */
export const TIED = 0.9;

/** A heap of which no collection showed what is live can be said to leak at best so surely. Set by hand. */
export const UNPROVEN = 0.7;

/** How a part changed between two levels. */
export function change(from: Moment, to: Moment, ...parts: readonly PartId[]): Bytes {
  return parts.reduce((sum, part) => sum + (to.parts[part] ?? 0) - (from.parts[part] ?? 0), 0);
}

/** How a figure changed between two levels; undefined where one of them does not have it. */
export function changeOf(from: Moment, to: Moment, quantity: keyof Figures): number | undefined {
  const [before, after] = [from.figures[quantity], to.figures[quantity]];
  return before === undefined || after === undefined ? undefined : after - before;
}

/** What lies beside a heap and leaks gains at least this share of its growth in the last half of a run. Set by hand. */
const GOES_ON = 0.25;

/**
 * Of what a runtime does not count, how much only came to light: while it counts pages that were never touched, what lies
 * beside them is hidden. It is no growth where the last half of the run, in which nothing is hidden, saw none; and no more
 * can be hidden than what was counted and may not have been touched.
 */
export function broughtToLight(
  from: Moment,
  to: Moment,
  { ledger: { middle, end } }: Pick<CauseContext, 'ledger'>,
): Bytes {
  const rest = change(from, to, 'unexplained');
  const hidden = (moment: Moment) => moment.overshoot > 0;
  if (rest <= 0 || !hidden(from) || hidden(middle) || hidden(to)) return 0;
  const { idle = 0, buffers = 0 } = from.parts;
  return change(middle, end, 'unexplained') >= GOES_ON * rest ? 0 : Math.min(rest, idle + buffers);
}

export function grew(cause: CauseId, bytes: Bytes, sureAtMost?: number): CauseGrowth {
  return { cause, bytes, candidate: true, sureAtMost };
}

export function bounded(cause: CauseId, bytes: Bytes): CauseGrowth {
  return { cause, bytes, candidate: false };
}

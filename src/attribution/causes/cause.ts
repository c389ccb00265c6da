import type { Bytes } from '../../measurement/bytes.ts';
import type { PartId } from '../parts.ts';
import type { Level, RunLedger } from '../run-ledger.ts';

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
  | 'runtime'
  /** Anonymous memory that the runtime does not count. */
  | 'native'
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

/** What is known of a whole run that two of its moments do not show. */
export interface CauseContext {
  readonly ledger: RunLedger;
  /** Rank correlations over the run; absent where a track is missing. */
  readonly ties: Ties;
  /** Live heap that goroutines hold, as profiles show it; without them each is taken to hold a little. */
  readonly heldByGoroutines?: Bytes | undefined;
}

export interface Ties {
  readonly threads?: number | undefined;
  readonly handles?: number | undefined;
  readonly released?: number | undefined;
}

/** A count is said to be tied to memory from this rank correlation on. */
export const TIED = 0.9;

/** How a part changed between two levels. */
export function change(from: Level, to: Level, ...parts: readonly PartId[]): Bytes {
  return parts.reduce((sum, part) => sum + (to.parts[part] ?? 0) - (from.parts[part] ?? 0), 0);
}

/** How a figure changed between two levels; undefined where one of them does not have it. */
export function changeOf(from: Level, to: Level, quantity: keyof Level['figures']): number | undefined {
  const [before, after] = [from.figures[quantity], to.figures[quantity]];
  return before === undefined || after === undefined ? undefined : after - before;
}

export function grew(cause: CauseId, bytes: Bytes, sureAtMost?: number): CauseGrowth {
  return { cause, bytes, candidate: true, sureAtMost };
}

export function bounded(cause: CauseId, bytes: Bytes): CauseGrowth {
  return { cause, bytes, candidate: false };
}

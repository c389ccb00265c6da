import type { Bytes } from '../measurement/bytes.ts';
import type { Quantity } from './candidate.ts';

/** Where resident memory is; a runtime has some of these. */
export type LedgerPart =
  | 'live-heap'
  | 'garbage'
  | 'idle'
  | 'stacks'
  | 'runtime'
  | 'metaspace'
  | 'code-cache'
  | 'buffers'
  | 'unexplained';

/** The figures of one moment. */
export type Figures = Readonly<Partial<Record<Quantity, Bytes>>>;

/** How the resident memory of a runtime is split. */
export interface LedgerModel {
  /** Who counts: `Go counts up to 12 MiB more than is resident`. */
  readonly counter: string;
  /** Without these memory cannot be split. */
  readonly needs: readonly Quantity[];
  /** Each makes the split finer; where one is missing, its bytes stay in another part. */
  readonly refines: readonly Quantity[];
  /** From the most to the least expected, by what they are called; `unexplained` is the last. */
  readonly parts: readonly { readonly part: LedgerPart; readonly name: string }[];
  /** Every part but the unexplained one. */
  split(figures: Figures): Readonly<Partial<Record<LedgerPart, Bytes>>>;
  /** Memory that is counted but was never touched is not resident: where it is likeliest, first. */
  readonly leastResident: readonly LedgerPart[];
}

/** A heap as its collector sees it: live objects, the garbage among them, and room that is taken but empty. */
export function heapParts(figures: Figures): Readonly<Record<'live-heap' | 'garbage' | 'idle', Bytes>> {
  const { 'live-heap': live = 0, 'heap-used': used = 0, 'heap-committed': committed = 0 } = figures;
  // Read at different moments: a collection between two of them must not make a part negative.
  const objects = Math.max(live, used);
  return { 'live-heap': live, garbage: objects - live, idle: Math.max(0, committed - objects) };
}

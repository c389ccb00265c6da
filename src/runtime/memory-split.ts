import type { Quantity } from './candidate.ts';
import type { Figures, PartId, Parts } from './memory-parts.ts';

/** How a runtime accounts for the anonymous memory of its process. */
export interface MemorySplit {
  /** Who counts: `Go counts up to 12 MiB more than is resident`. */
  readonly counter: string;
  /** What each part is called. */
  readonly names: Readonly<Partial<Record<PartId, string>>>;
  /** Without these the runtime accounts for nothing. */
  readonly needs: readonly Quantity[];
  /** Without these what lies outside the heap is not known for sure. */
  readonly complete: readonly Quantity[];
  /** Each makes the split finer; where one is missing, its bytes stay in another part. */
  readonly refines: readonly Quantity[];
  /** Parts that the figures show, all but what the runtime does not count. */
  readonly split: (figures: Figures) => Parts;
  /** Memory that is counted but was never touched is not resident: where it is likeliest, first. */
  readonly leastResident: readonly PartId[];
}

/** A heap as its collector sees it: live objects, the garbage among them, and room that is taken but empty. */
export function heapParts(figures: Figures): Parts {
  const { 'live-heap': live, 'heap-used': used = 0, 'heap-committed': committed = 0 } = figures;
  // Read at different moments: a collection between two of them must not make a part negative.
  const objects = Math.max(live ?? 0, used);
  const idle = Math.max(0, committed - objects);
  return live === undefined ? { heap: objects, idle } : { 'live-heap': live, garbage: objects - live, idle };
}

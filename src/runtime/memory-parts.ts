import type { Bytes } from '../measurement/bytes.ts';
import type { Quantity } from './candidate.ts';

/** Where memory that counts against a limit is. A container has some of these; they never overlap. */
export type PartId =
  /** Objects that survived a collection. */
  | 'live-heap'
  /** Garbage and room in the heap that its collector is due. */
  | 'garbage'
  /** Heap in use of which nothing shows how much is live. */
  | 'heap'
  /** Heap taken from the system and empty. */
  | 'idle'
  /** Free space between the objects of a heap. */
  | 'holes'
  | 'stacks'
  | 'runtime'
  | 'metaspace'
  | 'code-cache'
  | 'buffers'
  | 'tables'
  | 'tracing'
  /** Anonymous memory that the runtime does not count. */
  | 'unexplained'
  /** Anonymous memory of processes beside the one that reports. */
  | 'processes'
  /** Anonymous memory that no runtime splits. */
  | 'anonymous'
  | 'swapped'
  | 'memory-backed'
  | 'active-file'
  /** Pages of files in use: page cache or memory-backed, which of them no metric shows. */
  | 'file'
  | 'kernel'
  /** Charged beside anonymous memory: files or kernel memory. */
  | 'beside'
  /** Only the working set is known. */
  | 'unsplit';

export type Parts = Readonly<Partial<Record<PartId, Bytes>>>;

/** The figures of one moment, by quantity. */
export type Figures = Readonly<Partial<Record<Quantity, number>>>;

import type { Bytes } from '../measurement/bytes.ts';
import type { Quantity } from '../metrics/catalogue.ts';

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
  | 'stacks'
  | 'runtime'
  | 'metaspace'
  | 'code-cache'
  | 'buffers'
  | 'tracing'
  /** Anonymous memory that the runtime does not count. */
  | 'unexplained'
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

/** What the parts of the container are called; a runtime has its own words for those of its process. */
export const CONTAINER_PARTS = {
  anonymous: 'anonymous memory',
  unexplained: 'anonymous memory outside the runtime',
  swapped: 'swapped out',
  'memory-backed': 'memory-backed files (tmpfs, shared memory)',
  'active-file': 'page cache in use',
  file: 'file pages in use: page cache or memory-backed',
  kernel: 'kernel or other charged memory (sockets, slab, page tables)',
  beside: 'file pages or kernel memory',
  unsplit: 'working set, not split',
} as const satisfies Partial<Record<PartId, string>>;

/** Orders a container's parts for a picture: the process's from the most to the least expected, then the container's. */
export const PART_ORDER: readonly PartId[] = [
  'live-heap',
  'heap',
  'garbage',
  'idle',
  'tracing',
  'stacks',
  'runtime',
  'metaspace',
  'code-cache',
  'buffers',
  'unexplained',
  'anonymous',
  'swapped',
  'memory-backed',
  'file',
  'active-file',
  'kernel',
  'beside',
  'unsplit',
];

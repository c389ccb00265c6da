import type { PartId } from '../runtime/memory-parts.ts';

export type { Figures, PartId, Parts } from '../runtime/memory-parts.ts';

/** What the parts of the container are called; a runtime has its own words for those of its process. */
export const CONTAINER_PARTS = {
  anonymous: 'anonymous memory',
  unexplained: 'anonymous memory outside the runtime',
  processes: 'child processes',
  swapped: 'swapped out',
  'memory-backed': 'memory-backed files (tmpfs, shared memory)',
  'active-file': 'page cache in use',
  file: 'file pages in use (page cache or memory-backed)',
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
  'holes',
  'tracing',
  'stacks',
  'runtime',
  'metaspace',
  'code-cache',
  'buffers',
  'tables',
  'unexplained',
  'anonymous',
  'processes',
  'swapped',
  'memory-backed',
  'file',
  'active-file',
  'kernel',
  'beside',
  'unsplit',
];

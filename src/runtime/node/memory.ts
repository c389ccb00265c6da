import { heapParts, type MemorySplit } from '../memory-split.ts';

/** External memory holds the array buffers, and may exceed what is resident: a buffer that was never written has no pages. */
export const nodeMemory: MemorySplit = {
  counter: 'Node',
  names: {
    'live-heap': 'live heap',
    garbage: 'garbage in the heap',
    heap: 'heap in use',
    idle: 'empty heap not returned',
    buffers: 'external (buffers)',
    unexplained: 'native (addons, threads, Node itself)',
  },
  // Empty heap that no metric shows stays in the remainder.
  needs: ['heap-used'],
  complete: ['live-heap', 'heap-used'],
  refines: ['heap-committed', 'buffers'],
  split: (figures) => ({ ...heapParts(figures), buffers: figures.buffers ?? 0 }),
  leastResident: ['idle', 'garbage', 'buffers', 'heap', 'live-heap'],
};

import type { MemorySplit } from '../memory-split.ts';

/** tracemalloc counts objects; its own tables are counted apart, where a gauge shows them. */
export const pythonMemory: MemorySplit = {
  counter: 'tracemalloc',
  names: {
    'live-heap': 'Python objects',
    tracing: 'tracemalloc itself',
    unexplained: 'outside Python (C extensions, malloc, the interpreter)',
  },
  needs: ['live-heap'],
  complete: ['live-heap'],
  refines: [],
  split: ({ 'live-heap': traced = 0, tracing = 0 }) => ({ 'live-heap': traced, tracing }),
  leastResident: ['tracing', 'live-heap'],
};

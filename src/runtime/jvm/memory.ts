import { heapParts, type MemorySplit } from '../memory-split.ts';

/** Metaspace holds the Compressed Class Space: that pool is not added. Mapped buffers are files, not anonymous memory. */
export const jvmMemory: MemorySplit = {
  counter: 'The JVM',
  names: {
    'live-heap': 'live heap',
    garbage: 'garbage in the heap',
    heap: 'heap in use',
    idle: 'empty heap not returned',
    metaspace: 'metaspace (classes)',
    'code-cache': 'compiled code',
    buffers: 'direct buffers',
    unexplained: 'native (thread stacks, JNI, malloc)',
  },
  needs: ['heap-used', 'heap-committed'],
  complete: ['live-heap', 'heap-used', 'heap-committed'],
  refines: ['metaspace', 'code-cache', 'buffers'],
  split(figures) {
    const { metaspace = 0, 'code-cache': code = 0, buffers = 0 } = figures;
    return { ...heapParts(figures), metaspace, 'code-cache': code, buffers };
  },
  leastResident: ['idle', 'garbage', 'buffers', 'code-cache', 'metaspace', 'heap', 'live-heap'],
};

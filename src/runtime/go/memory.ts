import type { MemorySplit } from '../memory-split.ts';

/** The terms are those of the documentation of runtime.MemStats: sys = heap in use + idle + stacks + the runtime's own. */
export const goMemory: MemorySplit = {
  counter: 'Go',
  names: {
    'live-heap': 'live heap',
    garbage: 'garbage and fragmentation',
    heap: 'heap in use',
    idle: 'idle spans not returned',
    stacks: 'goroutine stacks',
    runtime: 'Go runtime',
    unexplained: 'outside Go (cgo, mmap, the binary)',
  },
  // What else is missing stays in the remainder: the live heap is worth more than nothing.
  needs: ['heap-inuse'],
  complete: ['live-heap', 'heap-inuse', 'heap-idle', 'heap-released', 'stacks', 'runtime-sys'],
  refines: [],
  split(figures) {
    const { 'live-heap': live, 'heap-inuse': inuse = 0, 'heap-idle': idle = 0, stacks = 0 } = figures;
    const rest = {
      idle: Math.max(0, idle - (figures['heap-released'] ?? 0)),
      stacks,
      runtime: Math.max(0, (figures['runtime-sys'] ?? 0) - inuse - idle - stacks),
    };
    if (live === undefined) return { heap: inuse, ...rest };
    return { 'live-heap': Math.min(live, inuse), garbage: Math.max(0, inuse - live), ...rest };
  },
  leastResident: ['idle', 'runtime', 'garbage', 'heap', 'stacks', 'live-heap'],
};

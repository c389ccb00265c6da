import type { CollectorRules } from '../collector-rules.ts';
import { change, type GrowthCauses, grew } from '../growth-causes.ts';
import type { MemorySplit } from '../memory-split.ts';
import { ownedByThreads } from '../thread-memory.ts';

/** Nothing is collected: what is not freed stays. */
export const NO_COLLECTOR: CollectorRules = { collectsLate: false, fault: () => undefined };

/** Memory of an allocator: what is allocated, and pages that it holds beyond that. */
export function allocatorMemory(counter: string, live: string): MemorySplit {
  return {
    counter,
    names: {
      'live-heap': live,
      idle: 'freed, and kept by the allocator',
      unexplained: 'outside the allocator (stacks, mappings, libraries)',
    },
    needs: ['live-heap'],
    complete: ['live-heap', 'heap-committed'],
    refines: [],
    split: ({ 'live-heap': allocated = 0, 'heap-committed': held = allocated }) => ({
      'live-heap': allocated,
      idle: Math.max(0, held - allocated),
    }),
    // Pages that were given back may still be counted as held.
    leastResident: ['idle', 'live-heap'],
  };
}

/** What is allocated grows, or what was freed stays. */
export const allocatorCauses: GrowthCauses = (from, to, context) => {
  const rest = change(from, to, 'unexplained');
  const threads = ownedByThreads(from, to, rest, context);
  return [
    grew('heap', change(from, to, 'live-heap')),
    grew('kept', change(from, to, 'idle')),
    grew('threads', threads),
    grew('native', rest - threads),
  ];
};

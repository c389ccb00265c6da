import type { Guide, MemoryOwner } from '../runtime-definition.ts';
import { unknownPlan } from './plan.ts';
import { unknownWords } from './words.ts';

/** A process of which only the container is known; `known` are the runtimes it may turn out to be. */
export function unknownRuntime(known: readonly MemoryOwner[]): Guide {
  return {
    words: unknownWords(
      known.filter(({ metrics }) => metrics.ofProgram !== true).map(({ metrics }) => metrics.exporters),
    ),
    collector: { collectsLate: false, fault: () => undefined },
    plan: unknownPlan,
  };
}

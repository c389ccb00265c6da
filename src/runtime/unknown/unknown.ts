import type { Guide, RuntimeDefinition } from '../runtime-definition.ts';
import { unknownPlan } from './plan.ts';
import { unknownWords } from './words.ts';

/** A process of which only the container is known; `known` are the runtimes it may turn out to be. */
export function unknownRuntime(known: readonly RuntimeDefinition[]): Guide {
  return {
    words: unknownWords(known.map(({ metrics }) => metrics.exporters)),
    collector: { collectsLate: false, fault: () => undefined },
    plan: unknownPlan,
  };
}

import type { Guide } from '../runtime-definition.ts';
import { unknownPlan } from './plan.ts';
import { unknownWords } from './words.ts';

/** A process of which only the container is known. */
export const unknownRuntime: Guide = { words: unknownWords, plan: unknownPlan };

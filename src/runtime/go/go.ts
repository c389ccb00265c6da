import type { RuntimeDefinition } from '../runtime-definition.ts';
import { goMetrics } from './metrics.ts';
import { goPlan } from './plan.ts';
import { goWords } from './words.ts';

export const go: RuntimeDefinition<'go'> = { name: 'go', metrics: goMetrics, words: goWords, plan: goPlan };

import type { RuntimeDefinition } from '../runtime-definition.ts';
import { pythonMetrics } from './metrics.ts';
import { pythonPlan } from './plan.ts';
import { pythonWords } from './words.ts';

export const python: RuntimeDefinition<'python'> = {
  name: 'python',
  metrics: pythonMetrics,
  words: pythonWords,
  plan: pythonPlan,
};

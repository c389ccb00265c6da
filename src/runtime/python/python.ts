import type { RuntimeDefinition } from '../runtime-definition.ts';
import { pythonFrames } from './frames.ts';
import { pythonMetrics } from './metrics.ts';
import { pythonPlan } from './plan.ts';
import { pythonSources } from './sources.ts';
import { pythonWords } from './words.ts';

export const python: RuntimeDefinition<'python'> = {
  name: 'python',
  metrics: pythonMetrics,
  frames: pythonFrames,
  sources: pythonSources,
  words: pythonWords,
  plan: pythonPlan,
};

import type { RuntimeDefinition } from '../runtime-definition.ts';
import { pythonCauses } from './causes.ts';
import { pythonCollector } from './collector.ts';
import { pythonFrames } from './frames.ts';
import { pythonMemory } from './memory.ts';
import { pythonMetrics } from './metrics.ts';
import { pythonPlan } from './plan.ts';
import { pythonSources } from './sources.ts';
import { pythonWords } from './words.ts';

export const python: RuntimeDefinition<'python'> = {
  name: 'python',
  metrics: pythonMetrics,
  memory: pythonMemory,
  causes: pythonCauses,
  frames: pythonFrames,
  sources: pythonSources,
  words: pythonWords,
  collector: pythonCollector,
  plan: pythonPlan,
};

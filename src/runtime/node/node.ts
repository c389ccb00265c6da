import type { RuntimeDefinition } from '../runtime-definition.ts';
import { nodeCauses } from './causes.ts';
import { nodeCollector } from './collector.ts';
import { nodeFrames } from './frames.ts';
import { nodeMemory } from './memory.ts';
import { nodeMetrics } from './metrics.ts';
import { nodePlan } from './plan.ts';
import { nodeSources } from './sources.ts';
import { nodeWords } from './words.ts';

export const node: RuntimeDefinition<'node'> = {
  name: 'node',
  metrics: nodeMetrics,
  memory: nodeMemory,
  causes: nodeCauses,
  frames: nodeFrames,
  sources: nodeSources,
  words: nodeWords,
  collector: nodeCollector,
  plan: nodePlan,
};

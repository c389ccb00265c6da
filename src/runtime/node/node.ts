import type { RuntimeDefinition } from '../runtime-definition.ts';
import { nodeFrames } from './frames.ts';
import { nodeMetrics } from './metrics.ts';
import { nodePlan } from './plan.ts';
import { nodeSources } from './sources.ts';
import { nodeWords } from './words.ts';

export const node: RuntimeDefinition<'node'> = {
  name: 'node',
  metrics: nodeMetrics,
  frames: nodeFrames,
  sources: nodeSources,
  words: nodeWords,
  plan: nodePlan,
};

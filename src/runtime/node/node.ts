import type { RuntimeDefinition } from '../runtime-definition.ts';
import { nodeMetrics } from './metrics.ts';
import { nodePlan } from './plan.ts';
import { nodeWords } from './words.ts';

export const node: RuntimeDefinition<'node'> = { name: 'node', metrics: nodeMetrics, words: nodeWords, plan: nodePlan };

import type { RuntimeDefinition } from '../runtime-definition.ts';
import { jvmMetrics } from './metrics.ts';
import { jvmPlan } from './plan.ts';
import { jvmWords } from './words.ts';

export const jvm: RuntimeDefinition<'jvm'> = { name: 'jvm', metrics: jvmMetrics, words: jvmWords, plan: jvmPlan };

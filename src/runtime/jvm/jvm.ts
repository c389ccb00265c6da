import type { RuntimeDefinition } from '../runtime-definition.ts';
import { jvmFrames } from './frames.ts';
import { jvmMetrics } from './metrics.ts';
import { jvmPlan } from './plan.ts';
import { jvmSources } from './sources.ts';
import { jvmWords } from './words.ts';

export const jvm: RuntimeDefinition<'jvm'> = {
  name: 'jvm',
  metrics: jvmMetrics,
  frames: jvmFrames,
  sources: jvmSources,
  words: jvmWords,
  plan: jvmPlan,
};

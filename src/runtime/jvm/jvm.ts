import type { RuntimeDefinition } from '../runtime-definition.ts';
import { jvmCauses } from './causes.ts';
import { jvmCollector } from './collector.ts';
import { jvmFrames } from './frames.ts';
import { jvmMemory } from './memory.ts';
import { jvmMetrics } from './metrics.ts';
import { jvmPlan } from './plan.ts';
import { jvmSources } from './sources.ts';
import { jvmWords } from './words.ts';

export const jvm: RuntimeDefinition<'jvm'> = {
  name: 'jvm',
  metrics: jvmMetrics,
  memory: jvmMemory,
  causes: jvmCauses,
  frames: jvmFrames,
  sources: jvmSources,
  words: jvmWords,
  collector: jvmCollector,
  plan: jvmPlan,
};

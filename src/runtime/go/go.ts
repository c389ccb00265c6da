import type { RuntimeDefinition } from '../runtime-definition.ts';
import { goCauses } from './causes.ts';
import { goCollector } from './collector.ts';
import { goFrames } from './frames.ts';
import { goMemory } from './memory.ts';
import { goMetrics } from './metrics.ts';
import { goPlan } from './plan.ts';
import { goSources } from './sources.ts';
import { goWords } from './words.ts';

export const go: RuntimeDefinition<'go'> = {
  name: 'go',
  metrics: goMetrics,
  memory: goMemory,
  causes: goCauses,
  frames: goFrames,
  sources: goSources,
  words: goWords,
  collector: goCollector,
  plan: goPlan,
};

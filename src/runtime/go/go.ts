import type { RuntimeDefinition } from '../runtime-definition.ts';
import { goFrames } from './frames.ts';
import { goMetrics } from './metrics.ts';
import { goPlan } from './plan.ts';
import { goSources } from './sources.ts';
import { goWords } from './words.ts';

export const go: RuntimeDefinition<'go'> = {
  name: 'go',
  metrics: goMetrics,
  frames: goFrames,
  sources: goSources,
  words: goWords,
  plan: goPlan,
};

import type { CollectorRules } from './collector-rules.ts';
import type { FrameRules } from './frame-rules.ts';
import type { GrowthCauses } from './growth-causes.ts';
import type { MemorySplit } from './memory-split.ts';
import type { QuestionPlan } from './question-plan.ts';
import type { RuntimeMetrics } from './runtime-metrics.ts';
import type { RuntimeWords } from './runtime-words.ts';
import type { SourceRules } from './source-rules.ts';

/** What Leakbot says and asks of a process. */
export interface Guide {
  readonly words: RuntimeWords;
  readonly collector: CollectorRules;
  readonly plan: QuestionPlan;
}

/** All that Leakbot knows of one runtime: a folder beside this file, and a line in `runtimes.ts`. */
export interface RuntimeDefinition<Name extends string = string> extends Guide {
  /** As `runtime:` in leakbot.yaml spells it. */
  readonly name: Name;
  readonly metrics: RuntimeMetrics;
  readonly memory: MemorySplit;
  readonly causes: GrowthCauses;
  readonly frames: FrameRules;
  readonly sources: SourceRules;
}

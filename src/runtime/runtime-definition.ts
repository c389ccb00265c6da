import type { CollectorRules } from './collector-rules.ts';
import type { FrameRules } from './frame-rules.ts';
import type { GrowthCauses } from './growth-causes.ts';
import type { MemorySplit } from './memory-split.ts';
import type { QuestionPlan } from './question-plan.ts';
import type { RuntimeMetrics } from './runtime-metrics.ts';
import type { RuntimeWords } from './runtime-words.ts';
import type { SourceRules } from './source-rules.ts';

/** What holds for any process, whether or not its runtime is known. */
export interface Guide {
  /** What messages, findings and advice call its parts, and what they advise an engineer to do. */
  readonly words: RuntimeWords;
  readonly collector: CollectorRules;
  /** Which questions are asked, in which order, and where each answer leads. */
  readonly plan: QuestionPlan;
}

/** What reports of itself what holds its memory: a runtime, or a program with an allocator that keeps statistics. */
export interface MemoryOwner<Name extends string = string> extends Guide {
  /** As `runtime:` in leakbot.yaml spells it. */
  readonly name: Name;
  /** By which metrics it is recognised, and where each quantity is found. */
  readonly metrics: RuntimeMetrics;
  /** How it accounts for the memory of its process. */
  readonly memory: MemorySplit;
  /** What makes that memory grow. */
  readonly causes: GrowthCauses;
}

/**
 * All that Leakbot knows of one runtime. Read this first: each member is a file of its folder, data or rules over plain
 * figures and names, so that everything above (metrics, attribution, diagnosis, playbook …) derives from the list in
 * `runtimes.ts` and names no runtime.
 */
export interface RuntimeDefinition<Name extends string = string> extends MemoryOwner<Name> {
  /** Whose a frame of a profile is, and what it is called. */
  readonly frames: FrameRules;
  /** Where the source of a frame lies. */
  readonly sources: SourceRules;
}

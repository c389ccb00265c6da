import type { Meaning } from '../diagnosis/case-file.ts';
import type { Answer, Judgement } from '../diagnosis/judgement.ts';
import type { Observation } from '../diagnosis/observation.ts';
import type { RankedPod } from '../diagnosis/ranked-pod.ts';
import type { Quantity } from '../metrics/catalogue.ts';
import type { NextKill } from '../metrics/next-kill.ts';
import type { CountedQuantity } from '../runtime/candidate.ts';
import type { Next, QuestionId } from '../runtime/question-plan.ts';
import type { Runtime } from '../runtime/runtimes.ts';

export type { ComparisonWanted, Next, QuestionId } from '../runtime/question-plan.ts';

/** The picture that shows the judgement of a question: what is drawn, from the same figures that were judged. */
export type StepPicture =
  /** The memory of every pod. */
  | { readonly of: 'memory' }
  /** How many of a thing the chosen pod has, before its memory. */
  | { readonly of: 'count'; readonly quantity: CountedQuantity }
  | { readonly of: 'live-heap' }
  /** The memory of the chosen pod in its parts. */
  | { readonly of: 'ledger' };

/** What a judge says. That of memory also ranks the pods, says which one it is about and when it is killed next. */
export interface StepJudgement extends Judgement {
  readonly pod?: string | undefined;
  readonly ranked?: readonly RankedPod[] | undefined;
  readonly nextKill?: NextKill | undefined;
}

/** One question to the engineer. Texts are plain: the message that carries them adds the markup. */
export interface PlaybookStep {
  readonly id: QuestionId;
  /** `Is the goroutine count growing on x2x?` */
  question(pod: string): string;
  /** What the buttons say. */
  readonly labels: Readonly<Record<Answer, string>>;
  /** What the message says once it is answered: `Memory is growing on x2x.` */
  readonly settled: Readonly<Record<Answer, (pod: string) => string>>;
  /** The quantities the judgement reads; missing ones make it less sure, not impossible. */
  readonly needs: readonly Quantity[];
  judge(observation: Observation): StepJudgement;
  readonly means: Meaning;
  readonly picture: StepPicture;
  readonly next: Readonly<Record<Answer, Next>>;
}

/** The questions for one runtime, in order; the first step opens the investigation. */
export interface Playbook {
  readonly runtime: Runtime;
  readonly steps: readonly [PlaybookStep, ...PlaybookStep[]];
}

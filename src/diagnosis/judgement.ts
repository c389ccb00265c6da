import type { QuestionId } from '../runtime/question-plan.ts';
import type { FindingKind } from './finding.ts';

export type Answer = 'yes' | 'no' | 'unclear';

/** A question that must be asked before the report, because what was answered does not explain the growth. */
export interface Further {
  readonly after: Answer;
  readonly to: QuestionId;
  /** In one sentence with figures. */
  readonly because: string;
}

/** What Leakbot thinks of a step, from data alone; plain data, safe to store as JSON. */
export interface Judgement {
  readonly answer: Answer;
  /** The probability that `answer` is right, 0 to 1; calibrated on the labelled corpus. */
  readonly confidence: number;
  /** The finding in one sentence with its figures, for the picture's title and the first line of a message. */
  readonly headline: string;
  /** Figures a sceptical engineer accepts, most telling first; each one short sentence. */
  readonly reasons: readonly string[];
  /** Set where no metric shows: the question stays open, whatever the others say. */
  readonly unmeasured?: true | undefined;
  /** The kind of finding this judgement alone points at, where it does. */
  readonly suggests?: FindingKind | undefined;
  /** Where to go on, instead of to the report, after this answer, and why. */
  readonly further?: Further | undefined;
  /** How much the quantity gained over the growth that was judged, in bytes or as a count; absent when it did not grow. */
  readonly gained?: number | undefined;
}

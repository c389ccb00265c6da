import type { Comparison } from '../profile/comparison.ts';
import type { QuestionId } from '../runtime/question-plan.ts';
import type { FindingKind, Gap } from './finding.ts';
import type { Answer, Judgement } from './judgement.ts';
import type { Observation } from './observation.ts';

/** What the answers to a question say about the case. */
export interface Meaning {
  /** The kind of finding that a Yes stands for when its judgement suggests nothing better, or that memory grows at all. */
  readonly yes: FindingKind | 'memory-grows';
  /** What remains possible while nothing answers the question, in a few words: `a goroutine leak`. */
  readonly open: string;
}

/** One step of an investigation as it stands: what Leakbot thought, what was answered. */
export interface SettledStep {
  readonly step: QuestionId;
  readonly means: Meaning;
  readonly judgement: Judgement;
  /** The human's answer; where none was given, the judgement's own. */
  readonly answer: Answer;
}

/** All that an investigation gathered. */
export interface CaseFile {
  /** The last observation, of the pod the steps looked at. */
  readonly observation: Observation;
  /** In the order asked; superseded steps left out. */
  readonly steps: readonly SettledStep[];
  /** Comparisons made on the chosen pod, one a sample type. */
  readonly comparisons: readonly Comparison[];
  /** Of the heap, where memory beside it grew and nothing compared shows that: they may name a line, and decide nothing. */
  readonly leads?: readonly Comparison[] | undefined;
  /** The same comparisons on sibling pods. */
  readonly siblings?: readonly SiblingComparison[] | undefined;
  /** Siblings that were to be compared and whose profiles are missing, by pod name. */
  readonly unseenSiblings?: readonly string[] | undefined;
  /** The revision a pod ran at the end of the window; undefined where no metric shows. */
  readonly revisionOf?: ((pod: string) => string | undefined) | undefined;
  /** What could not be seen on the way. */
  readonly gaps: readonly Gap[];
}

export interface SiblingComparison {
  /** The pod's short name. */
  readonly pod: string;
  readonly comparison: Comparison;
}

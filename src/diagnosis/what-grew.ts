import type { Comparison } from '../profile/comparison.ts';
import type { QuestionId } from '../runtime/question-plan.ts';
import type { CaseFile, SettledStep } from './case-file.ts';
import { countsThreads, isOfHeap, isOutsideHeap, showsCause, showsNoGrowth, tellsGrowth } from './comparison-of.ts';
import { explanationOf } from './explanation.ts';
import { heldByGoroutines } from './held-by-goroutines.ts';
import type { Verdict } from './verdict.ts';

/** What a comparison of profiles shows of what a question is about. */
const SHOWS: readonly (readonly [step: QuestionId, (comparison: Comparison) => boolean])[] = [
  ['threads-growing', countsThreads],
  ['live-heap-growing', isOfHeap],
  ['outside-heap-growing', isOutsideHeap],
];

/**
 * Where nothing is found yet, what grew meanwhile by the profiles: of what was seen to grow, or, where that is not clear, of
 * what holds a good part of what memory gained. That it goes on is not said by it.
 */
export function withWhatGrew(verdict: Verdict, file: CaseFile): Verdict {
  const { kind, comparison, refuted, contradicted, cause } = verdict;
  if (kind !== 'not-enough-data' || comparison !== undefined || refuted !== undefined || cause !== undefined)
    return verdict;
  if (contradicted.length > 0) return verdict;
  const grew = grewMeanwhile(file, verdict.attribution?.whole);
  return grew === undefined ? verdict : { ...verdict, comparison: grew };
}

function grewMeanwhile({ observation, steps, comparisons }: CaseFile, known?: number): Comparison | undefined {
  const whole = known ?? explanationOf(observation, heldByGoroutines(comparisons))?.whole ?? 0;
  const shown = SHOWS.flatMap(([id, shows]) => {
    const step = steps.find((each) => each.step === id);
    const comparison = step && comparisons.find((each) => shows(each) && grows(each) && showsCause(each, whole));
    return step === undefined || comparison === undefined ? [] : [{ step, comparison }];
  });
  const seen = shown.find(({ step }) => isSeen(step));
  const open = shown.find(
    ({ step, comparison }) => step.answer === 'unclear' && whole > 0 && tellsGrowth(comparison, whole),
  );
  return (seen ?? open)?.comparison;
}

function grows(comparison: Comparison): boolean {
  return comparison.paths.length > 0 && !showsNoGrowth(comparison);
}

function isSeen({ answer, judgement }: SettledStep): boolean {
  return answer === 'yes' && judgement.answer === 'yes';
}

import type { CaseFile, SettledStep } from './case-file.ts';

/**
 * The question about the live heap where memory is level and the answer is open: it is asked there because the heap took the
 * place of other memory, so that a level line is no proof of health.
 */
export function undecidedHeap({ steps }: Pick<CaseFile, 'steps'>): SettledStep | undefined {
  const memory = steps.find(({ means }) => means.yes === 'memory-grows');
  if (memory?.answer !== 'no') return undefined;
  return steps.find(
    ({ step, answer, judgement }) =>
      step === 'live-heap-growing' && answer === 'unclear' && judgement.unmeasured !== true,
  );
}

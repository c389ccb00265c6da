import type { CauseShare } from '../attribution/shares.ts';
import type { SettledStep } from './case-file.ts';

/**
 * Whether what no metric splits lies outside the heap: someone knows that the heap does not grow, where no figure shows
 * it, and no one denies that what lies outside it does.
 */
export function saidOutside(steps: readonly SettledStep[]): boolean {
  const outside = steps.find(({ step }) => step === 'outside-heap-growing');
  return saidOfHeap(steps) === 'no' && outside?.answer !== 'no';
}

/** Anonymous memory as what it is by what someone knows of the heap. */
export function asSaid(cause: CauseShare, steps: readonly SettledStep[]): CauseShare {
  if (cause.cause !== 'anonymous') return cause;
  if (saidOutside(steps)) return { ...cause, cause: 'native' };
  return saidOfHeap(steps) === 'yes' ? { ...cause, cause: 'heap' } : cause;
}

/** What someone says of a heap that nothing measures. */
function saidOfHeap(steps: readonly SettledStep[]): SettledStep['answer'] | undefined {
  const heap = steps.find(({ step }) => step === 'live-heap-growing');
  return heap?.judgement.unmeasured === true ? heap.answer : undefined;
}

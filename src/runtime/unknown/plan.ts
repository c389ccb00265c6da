import { HEAP, type QuestionPlan } from '../question-plan.ts';

/**
 * A process that reports nothing of its runtime: its memory can be judged, and heap profiles where there are any. What lies
 * outside its heap is asked about only where someone knows that the heap does not grow.
 */
export const unknownPlan: QuestionPlan = {
  still: 'live-heap-growing',
  questions: [
    {
      asks: 'live-heap-growing',
      about: 'what the program keeps in memory',
      yes: { to: 'report', compare: HEAP },
      otherwise: 'report',
      denied: 'outside-heap-growing',
    },
    { asks: 'outside-heap-growing', yes: { to: 'report' }, otherwise: 'report' },
  ],
};

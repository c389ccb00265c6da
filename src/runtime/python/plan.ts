import { HEAP, type QuestionPlan } from '../question-plan.ts';

/** What tracemalloc traces stands for the heap; without it the profiles may still show the growth. */
export const pythonPlan: QuestionPlan = {
  still: 'report',
  questions: [
    {
      asks: 'live-heap-growing',
      about: 'the memory of Python objects',
      yes: { to: 'report', compare: HEAP },
      otherwise: 'outside-heap-growing',
    },
    {
      asks: 'outside-heap-growing',
      about: 'memory outside Python objects',
      needs: ['container-threads'],
      yes: { to: 'report' },
      otherwise: 'report',
    },
  ],
};

import { HEAP, type QuestionPlan } from '../question-plan.ts';

/** A process that reports nothing of its runtime: its memory can be judged, and heap profiles where there are any. */
export const unknownPlan: QuestionPlan = {
  still: 'live-heap-growing',
  questions: [
    {
      asks: 'live-heap-growing',
      about: 'what the program keeps in memory',
      yes: { to: 'report', compare: HEAP },
      otherwise: 'report',
    },
  ],
};

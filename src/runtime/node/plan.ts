import { HEAP, type QuestionPlan } from '../question-plan.ts';

/** Handles before the heap, because a socket or timer that is never closed keeps its closures alive. */
export const nodePlan: QuestionPlan = {
  still: 'report',
  questions: [
    { asks: 'handles-growing', yes: { to: 'report', compare: HEAP }, otherwise: 'live-heap-growing' },
    { asks: 'live-heap-growing', yes: { to: 'report', compare: HEAP }, otherwise: 'outside-heap-growing' },
    {
      asks: 'outside-heap-growing',
      needs: ['heap-used', 'heap-committed', 'buffers', 'heap-max', 'container-threads'],
      yes: { to: 'report' },
      otherwise: 'report',
    },
  ],
};

import { type ComparisonWanted, HEAP, type QuestionPlan } from '../question-plan.ts';

const GOROUTINES: ComparisonWanted = { profile: 'goroutine', sampleTypes: ['goroutine', 'goroutines'] };

/** Goroutines before the heap, because a leaked goroutine keeps heap alive and is the cause, not the symptom. */
export const goPlan: QuestionPlan = {
  still: 'report',
  questions: [
    { asks: 'goroutines-growing', yes: { to: 'report', compare: GOROUTINES }, otherwise: 'live-heap-growing' },
    {
      asks: 'live-heap-growing',
      needs: ['last-collection'],
      yes: { to: 'report', compare: HEAP },
      otherwise: 'outside-heap-growing',
    },
    {
      asks: 'outside-heap-growing',
      needs: ['heap-inuse', 'heap-idle', 'heap-released', 'stacks', 'runtime-sys', 'collections', 'gogc', 'gomemlimit'],
      yes: { to: 'report' },
      otherwise: 'report',
    },
  ],
};

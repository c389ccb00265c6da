import { type ComparisonWanted, HEAP, type QuestionPlan } from '../question-plan.ts';

/** Heap profiles of Node.js also count what lies outside the heap of V8, in one sum. */
const OUTSIDE: ComparisonWanted = {
  ...HEAP,
  only: 'native-growth',
  byHand:
    'Serve heap profiles (@datadog/pprof) at /debug/pprof/heap and list the address under services[].targets in leakbot.yaml: they show what Buffers and ArrayBuffers hold outside the heap, in one sum; which line made them only two heap snapshots show (v8.writeHeapSnapshot).',
};

/** Handles before the heap, because a socket or timer that is never closed keeps its closures alive. */
export const nodePlan: QuestionPlan = {
  still: 'report',
  questions: [
    { asks: 'handles-growing', yes: { to: 'report', compare: HEAP }, otherwise: 'live-heap-growing' },
    { asks: 'live-heap-growing', yes: { to: 'report', compare: HEAP }, otherwise: 'outside-heap-growing' },
    {
      asks: 'outside-heap-growing',
      needs: ['heap-used', 'heap-committed', 'buffers', 'heap-max', 'container-threads'],
      yes: { to: 'report', compare: OUTSIDE },
      otherwise: 'report',
    },
  ],
};

import { type ComparisonWanted, HEAP, type QuestionPlan } from '../question-plan.ts';

/** Beside the lines of tracemalloc the same profile may have the objects by type: what the lines allocate. */
const PYTHON_HEAP: ComparisonWanted = {
  ...HEAP,
  beside: { profile: 'heap', sampleTypes: ['class_bytes'] },
  byHand:
    'Serve what tracemalloc traces at /debug/pprof/heap (manifest/python) and list the address under services[].targets in leakbot.yaml; or compare two captures of memray by hand (leakbot diff).',
};

/** What tracemalloc traces stands for the heap; without it the profiles may still show the growth. */
export const pythonPlan: QuestionPlan = {
  still: 'report',
  questions: [
    {
      asks: 'live-heap-growing',
      about: 'the memory of Python objects',
      yes: { to: 'report', compare: PYTHON_HEAP },
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

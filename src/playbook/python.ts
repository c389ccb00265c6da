import { asked, HEAP, liveHeapGrowing, opening, outsideHeapGrowing } from './questions.ts';
import type { Playbook } from './step.ts';

/** Python: what tracemalloc traces stands for the heap; without it the profiles may still tell. */
export const pythonPlaybook: Playbook = {
  runtime: 'python',
  steps: [
    opening('live-heap-growing'),
    asked(
      liveHeapGrowing(['live-heap'], {
        question: 'Does the memory of Python objects grow?',
        thing: 'The memory of Python objects',
      }),
      { to: 'report', compare: HEAP },
      'outside-heap-growing',
    ),
    asked(outsideHeapGrowing(['live-heap'], 'memory outside Python objects'), { to: 'report' }, 'report'),
  ],
};

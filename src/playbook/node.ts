import { asked, HANDLES_GROWING, HEAP, liveHeapGrowing, opening, outsideHeapGrowing } from './questions.ts';
import type { Playbook } from './step.ts';

/** Node: handles before the heap, because a socket or timer that is never closed keeps its closures alive. */
export const nodePlaybook: Playbook = {
  runtime: 'node',
  steps: [
    opening('handles-growing'),
    asked(HANDLES_GROWING, { to: 'report', compare: HEAP }, 'live-heap-growing'),
    asked(liveHeapGrowing(['live-heap']), { to: 'report', compare: HEAP }, 'outside-heap-growing'),
    asked(
      outsideHeapGrowing(['live-heap', 'heap-used', 'heap-committed', 'buffers', 'heap-max']),
      { to: 'report' },
      'report',
    ),
  ],
};

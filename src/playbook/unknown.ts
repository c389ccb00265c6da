import { asked, HEAP, liveHeapGrowing, opening } from './questions.ts';
import type { Playbook } from './step.ts';

/** A process that tells nothing of its runtime: its memory can be judged, and heap profiles where there are any. */
export const unknownPlaybook: Playbook = {
  runtime: 'unknown',
  steps: [
    opening('live-heap-growing'),
    asked(
      liveHeapGrowing(['live-heap'], {
        question: 'Does what the program keeps in memory grow?',
        thing: 'What the program keeps in memory',
      }),
      { to: 'report', compare: HEAP },
      'report',
    ),
  ],
};

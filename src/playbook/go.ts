import {
  asked,
  GOROUTINES,
  GOROUTINES_GROWING,
  HEAP,
  liveHeapGrowing,
  opening,
  outsideHeapGrowing,
} from './questions.ts';
import type { Playbook } from './step.ts';

/** Go: goroutines before the heap, because a leaked goroutine keeps heap alive and is the cause, not the symptom. */
export const goPlaybook: Playbook = {
  runtime: 'go',
  steps: [
    opening('goroutines-growing'),
    asked(GOROUTINES_GROWING, { to: 'report', compare: GOROUTINES }, 'live-heap-growing'),
    asked(liveHeapGrowing(['live-heap', 'last-collection']), { to: 'report', compare: HEAP }, 'outside-heap-growing'),
    asked(
      outsideHeapGrowing([
        'live-heap',
        'heap-inuse',
        'heap-idle',
        'heap-released',
        'stacks',
        'runtime-sys',
        'collections',
        'gogc',
        'gomemlimit',
      ]),
      { to: 'report' },
      'report',
    ),
  ],
};

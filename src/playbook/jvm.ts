import {
  asked,
  HEAP,
  HEAP_PAST_LIMIT,
  liveHeapGrowing,
  opening,
  outsideHeapGrowing,
  THREADS_GROWING,
} from './questions.ts';
import type { Playbook } from './step.ts';

/** What tells live objects from garbage, and whether the collector ever had to. */
const HEAP_NEEDS = ['live-heap', 'heap-used', 'heap-committed', 'heap-max'] as const;

/** The JVM: threads first, as they keep heap alive; last the bound of the heap, which makes garbage look like a leak. */
export const jvmPlaybook: Playbook = {
  runtime: 'jvm',
  steps: [
    opening('threads-growing'),
    asked(THREADS_GROWING, { to: 'report' }, 'live-heap-growing'),
    asked(liveHeapGrowing(HEAP_NEEDS), { to: 'report', compare: HEAP }, 'outside-heap-growing'),
    asked(
      outsideHeapGrowing([...HEAP_NEEDS, 'metaspace', 'code-cache', 'buffers']),
      { to: 'report' },
      'heap-past-limit',
    ),
    asked(HEAP_PAST_LIMIT, { to: 'report' }, 'report'),
  ],
};

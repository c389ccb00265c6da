import {
  asked,
  HEAP_PAST_LIMIT,
  JVM_HEAP,
  liveHeapGrowing,
  opening,
  outsideHeapGrowing,
  THREADS_GROWING,
} from './questions.ts';
import type { Playbook } from './step.ts';

/** What tells live objects from garbage, and whether the collector ever had to. */
const HEAP_NEEDS = [
  'live-heap',
  'collected-heap',
  'heap-used',
  'heap-committed',
  'heap-max',
  'metaspace',
  'code-cache',
  'buffers',
] as const;

/** The JVM: threads first, as they keep heap alive; last the bound of the heap, which makes garbage look like a leak. */
export const jvmPlaybook: Playbook = {
  runtime: 'jvm',
  steps: [
    // A JVM that has taken its heap is level while a leak fills it.
    opening('threads-growing', 'live-heap-growing'),
    asked(THREADS_GROWING, { to: 'report' }, 'live-heap-growing'),
    asked(liveHeapGrowing(HEAP_NEEDS), { to: 'report', compare: JVM_HEAP }, 'outside-heap-growing'),
    asked(outsideHeapGrowing(HEAP_NEEDS), { to: 'report' }, 'heap-past-limit'),
    asked(HEAP_PAST_LIMIT, { to: 'report' }, 'report'),
  ],
};

import type { FindingKind } from './finding.ts';

/** What each kind of finding is called in a sentence, as something that grew or made memory grow. */
export const KIND_NAMES: Readonly<Record<FindingKind, string>> = {
  'heap-leak': 'the live heap',
  'goroutine-leak': 'the goroutine count',
  'thread-leak': 'the thread count',
  'handle-leak': 'active handles',
  'native-growth': 'memory outside the heap',
  'limit-too-small': 'the limit is small',
  'gc-misconfigured': 'garbage not returned',
  'load-driven': 'the load',
  'warm-up': 'the warm-up',
  burst: 'bursts',
  'page-cache': 'page cache',
  'shared-memory': 'memory-backed files',
  'kernel-memory': 'kernel memory',
  swap: 'swap',
  'memory-kept': 'released pages that stay resident',
  'restarts-not-memory': 'restarts',
  'no-growth': 'nothing',
  'not-enough-data': 'unknown',
};

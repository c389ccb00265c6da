import type { Bytes } from '../measurement/bytes.ts';
import type { Comparison } from '../profile/comparison.ts';
import { OUTSIDE_HEAP, THREADS } from '../runtime/question-plan.ts';
import type { FindingKind } from './finding.ts';

/** Whether a comparison counts goroutines, as against memory. */
export function countsGoroutines({ sampleType }: Pick<Comparison, 'sampleType'>): boolean {
  return sampleType.startsWith('goroutine');
}

/** Whether a comparison is of the heap in bytes, as against goroutines, objects and what lies outside it. */
export function isOfBytes({ unit, sampleType }: Pick<Comparison, 'unit' | 'sampleType'>): boolean {
  return unit === 'bytes' && !isOutsideHeap({ sampleType });
}

/** Whether a comparison is of memory outside the heap. */
export function isOutsideHeap({ sampleType }: Pick<Comparison, 'sampleType'>): boolean {
  return sampleType === OUTSIDE_HEAP;
}

/** Whether a comparison counts threads. */
export function countsThreads({ sampleType }: Pick<Comparison, 'sampleType'>): boolean {
  return sampleType === THREADS;
}

/** Whether a comparison shows what keeps the heap: in bytes, or by the objects that a profiler follows. */
export function isOfHeap(comparison: Pick<Comparison, 'unit' | 'sampleType' | 'followed'>): boolean {
  return isOfBytes(comparison) || comparison.followed !== undefined;
}

/** The heap at both profiles, as far as they show it. */
export function heapsOf(comparison: Comparison): { readonly before: Bytes; readonly after: Bytes } | undefined {
  const { base, current, followed } = comparison;
  if (isOfBytes(comparison)) return { before: base.total, after: current.total };
  const [before, after] = [followed?.base.heap, followed?.current.heap];
  return before === undefined || after === undefined ? undefined : { before, after };
}

/** What the heap grew by between the two profiles, as far as they show it. */
function heapGrowth(comparison: Comparison): Bytes | undefined {
  if (isOfBytes(comparison)) return comparison.delta;
  const heaps = heapsOf(comparison);
  return heaps && heaps.after - heaps.before;
}

/** Whether two profiles show that nothing grew; those of a full table show it only where the size of the heap is known. */
export function showsNoGrowth(comparison: Comparison): boolean {
  const { unit, delta } = comparison;
  return unit === 'ppm' ? (heapGrowth(comparison) ?? 1) <= 0 : delta <= 0;
}

/** Which comparison shows the growing paths of a kind of finding; undefined where no profile does. */
const SHOWN_BY: Readonly<Record<FindingKind, ((comparison: Comparison) => boolean) | undefined>> = {
  'goroutine-leak': countsGoroutines,
  'heap-leak': isOfHeap,
  // What the callbacks keep is on the heap, where it is there at all.
  'handle-leak': (comparison) => isOfHeap(comparison) && comparison.delta > 0,
  'thread-leak': (comparison) => countsThreads(comparison) && comparison.delta > 0,
  'native-growth': (comparison) => isOutsideHeap(comparison) && comparison.delta > 0,
  'limit-too-small': undefined,
  'gc-misconfigured': undefined,
  'load-driven': undefined,
  'warm-up': undefined,
  burst: undefined,
  'page-cache': undefined,
  'shared-memory': undefined,
  'kernel-memory': undefined,
  swap: undefined,
  'memory-kept': undefined,
  'restarts-not-memory': undefined,
  'no-growth': undefined,
  'not-enough-data': undefined,
};

/** The comparison that shows the growing paths of a kind of finding. */
export function comparisonFor(kind: FindingKind, comparisons: readonly Comparison[]): Comparison | undefined {
  const shows = SHOWN_BY[kind];
  return shows && comparisons.find(shows);
}

/** Two profiles by themselves show a leak when they hold this share of what memory gained. */
const TELLING_SHARE = 0.4;
/** Whether what lies outside the heap grew by a good part of what its cause did: what a JVM does not count is not in it. */
export function showsCause(comparison: Comparison, grown: Bytes): boolean {
  return !isOutsideHeap(comparison) || comparison.delta >= TELLING_SHARE * grown;
}

/** Goroutines vary by fewer than this. */
const MANY = 100;

/** Whether what two profiles differ by is a good part of the growth of memory, `grown`. */
export function tellsGrowth(comparison: Comparison, grown: Bytes): boolean {
  if (comparison.paths.length === 0 || comparison.delta <= 0) return false;
  const heap = heapGrowth(comparison);
  if (heap !== undefined) return heap >= TELLING_SHARE * grown;
  if (isOutsideHeap(comparison)) return showsCause(comparison, grown);
  return countsGoroutines(comparison) && comparison.delta >= MANY && comparison.delta >= comparison.base.total;
}

/** What a comparison that is not in bytes counts. */
export function countedAs(comparison: Comparison): 'goroutines' | 'threads' | 'starts of threads' | 'objects' {
  if (countsGoroutines(comparison)) return 'goroutines';
  if (comparison.recordedStarts === true) return 'starts of threads';
  return countsThreads(comparison) ? 'threads' : 'objects';
}

import type { Bytes } from '../measurement/bytes.ts';
import type { Comparison } from '../profile/comparison.ts';
import type { FindingKind } from './finding.ts';

/** Whether a comparison counts goroutines, as against memory. */
export function countsGoroutines({ sampleType }: Pick<Comparison, 'sampleType'>): boolean {
  return sampleType.startsWith('goroutine');
}

/** Whether a comparison is of memory in bytes, as against goroutines or objects. */
export function isOfBytes({ unit }: Pick<Comparison, 'unit'>): boolean {
  return unit === 'bytes';
}

/** Which comparison shows the growing paths of a kind of finding; undefined where no profile does. */
const SHOWN_BY: Readonly<Record<FindingKind, ((comparison: Comparison) => boolean) | undefined>> = {
  'goroutine-leak': countsGoroutines,
  'heap-leak': isOfBytes,
  // What the callbacks keep is on the heap, where it is there at all.
  'handle-leak': (comparison) => isOfBytes(comparison) && comparison.delta > 0,
  'thread-leak': undefined,
  'native-growth': undefined,
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
/** Goroutines vary by fewer than this. */
const MANY = 100;

/** Whether what two profiles differ by is a good part of the growth of memory, `grown`. */
export function tellsGrowth(comparison: Comparison, grown: Bytes): boolean {
  if (comparison.paths.length === 0 || comparison.delta <= 0) return false;
  if (comparison.unit === 'bytes') return comparison.delta >= TELLING_SHARE * grown;
  return countsGoroutines(comparison) && comparison.delta >= MANY && comparison.delta >= comparison.base.total;
}

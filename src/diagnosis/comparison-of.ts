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

/** The comparison that shows the growing paths of a kind of finding. */
export function comparisonFor(kind: FindingKind, comparisons: readonly Comparison[]): Comparison | undefined {
  switch (kind) {
    case 'goroutine-leak':
      return comparisons.find(countsGoroutines);
    case 'heap-leak':
      return comparisons.find(isOfBytes);
    case 'handle-leak':
      // What the callbacks keep is on the heap, where it is there at all.
      return comparisons.find((comparison) => isOfBytes(comparison) && comparison.delta > 0);
    default:
      return undefined;
  }
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

import { isOfHeap, showsNoGrowth } from '../../../diagnosis/comparison-of.ts';
import type { Finding, Gap } from '../../../diagnosis/finding.ts';
import type { Compared } from '../../../evidence/compare-snapshots.ts';
import { amountUnit, formatAmount } from '../../../measurement/amount.ts';
import { formatBytesPair } from '../../../measurement/bytes.ts';
import { formatClocks } from '../../../measurement/time.ts';

/** A comparison of the heap that was made and names no path in the finding it is for: the reader learns why. */
export function unusedComparison({ paths }: Finding, compared: Compared | undefined): readonly Gap[] {
  if (compared === undefined || paths.length > 0 || !isOfHeap(compared.comparison)) return [];
  const { pod, comparison } = compared;
  const { base, current } = comparison;
  const [from, to] = formatClocks(base.time, current.time);
  const which = `The heap profiles of ${pod} from ${from} and ${to} UTC`;
  const reason = showsNoGrowth(comparison)
    ? `show no growth${levelsOf(compared)}`
    : 'show too small a part of what grew';
  return [
    {
      about: 'profiles',
      missing: `${which} ${reason}: no line is named from them.`,
      fix: 'Take two profiles that lie further apart, each after a garbage collection, then choose “Look further”.',
    },
  ];
}

/** ` (1.4 → 1.4 MiB)`; shares of a heap that is not known are no level. */
function levelsOf({ comparison: { base, current, followed, unit } }: Compared): string {
  const [before, after] = unit === 'ppm' ? [followed?.base.heap, followed?.current.heap] : [base.total, current.total];
  if (before === undefined || after === undefined) return '';
  const inBytes = unit === 'ppm' || unit === 'bytes';
  const count = (value: number) => formatAmount(value, amountUnit(unit));
  return ` (${inBytes ? formatBytesPair(before, after) : `${count(before)} → ${count(after)}`})`;
}

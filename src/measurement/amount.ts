import { formatBytes, formatBytesDelta } from './bytes.ts';
import { formatCount } from './count.ts';
import { formatShare } from './share.ts';

/** What figures of a comparison are: bytes, a number of things, or millionths of the larger heap. */
export type AmountUnit = 'bytes' | 'count' | 'ppm';

/** Parts of a whole, so fine that small paths stay integers. */
const MILLION = 1e6;

/** The unit that a profile names: what is not known is a count. */
export function amountUnit(unit: string): AmountUnit {
  return unit === 'bytes' || unit === 'ppm' ? unit : 'count';
}

/** `271 MiB`, `1,938`, `88 %`. */
export function formatAmount(value: number, unit: AmountUnit): string {
  switch (unit) {
    case 'bytes':
      return formatBytes(value);
    case 'ppm':
      return formatShare(value / MILLION);
    case 'count':
      return formatCount(value);
  }
}

/** The same with its sign: `+271 MiB`, `+1,938`, `−3 %`. */
export function formatAmountDelta(value: number, unit: AmountUnit): string {
  if (unit === 'bytes') return formatBytesDelta(value);
  const sign = value > 0 ? '+' : value < 0 ? '−' : '';
  return `${sign}${formatAmount(Math.abs(value), unit)}`;
}

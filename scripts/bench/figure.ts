import { formatBytes } from '../../src/measurement/bytes.ts';

/** One line of a benchmark's answer. */
export type Figure =
  | { readonly name: string; readonly value: number; readonly unit: Unit }
  | {
      readonly name: string;
      readonly text: string;
      /** A goal that was not met: the command fails. */
      readonly missed?: boolean;
    };

type Unit = 'bytes' | 'milliseconds' | 'times' | 'share' | 'count';

/** For people; `--json` keeps the value and its unit. */
export function written(figure: Figure): string {
  if ('text' in figure) return figure.text;
  const { value, unit } = figure;
  switch (unit) {
    case 'bytes':
      return formatBytes(value);
    case 'milliseconds':
      return value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(2)} s`;
    case 'times':
      return `${value.toFixed(2)}×`;
    case 'share':
      return `${(value * 100).toFixed(1)} %`;
    case 'count':
      return String(value);
  }
}

/** The middle one; of an even number the mean of the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? Number.NaN) + high) / 2;
}

/** The value that `share` of them do not exceed. NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

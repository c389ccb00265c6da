import type { Track } from './series.ts';

/** The outcome of a Mann–Kendall test for a monotonic trend (Mann 1945, Kendall 1975). */
export interface TrendTest {
  /** Kendall's tau: the share of pairs that rise minus the share that fall, −1 to 1. */
  readonly tau: number;
}

/** Zero for too few points. */
export function trendTest({ values }: Track): TrendTest {
  const n = values.length;
  if (n < 4) return { tau: 0 };
  let s = 0;
  for (let i = 0; i < n; i += 1) {
    for (let j = i + 1; j < n; j += 1) s += Math.sign((values[j] ?? 0) - (values[i] ?? 0));
  }
  return { tau: (2 * s) / (n * (n - 1)) };
}

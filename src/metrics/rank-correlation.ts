import { ranksOf } from './ranks.ts';

/** Pearson's correlation of the ranks: Spearman, The proof and measurement of association between two things (1904). */
export function rankCorrelation(pairs: readonly (readonly [number, number])[]): number {
  const a = ranksOf(pairs.map(([first]) => first));
  const b = ranksOf(pairs.map(([, second]) => second));
  const mean = (pairs.length - 1) / 2;
  let product = 0;
  let powerA = 0;
  let powerB = 0;
  for (let i = 0; i < pairs.length; i += 1) {
    const fromMeanA = (a[i] ?? 0) - mean;
    const fromMeanB = (b[i] ?? 0) - mean;
    product += fromMeanA * fromMeanB;
    powerA += fromMeanA ** 2;
    powerB += fromMeanB ** 2;
  }
  return powerA === 0 || powerB === 0 ? 0 : product / Math.sqrt(powerA * powerB);
}

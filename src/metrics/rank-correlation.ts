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

/** The place of each value among all, from 0; equal values share the mean of their places. */
function ranksOf(values: readonly number[]): Float64Array {
  const order = [...values.keys()].sort((i, j) => (values[i] ?? 0) - (values[j] ?? 0));
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end + 1 < order.length && values[order[end + 1] ?? 0] === values[order[start] ?? 0]) end += 1;
    for (let k = start; k <= end; k += 1) ranks[order[k] ?? 0] = (start + end) / 2;
    start = end + 1;
  }
  return ranks;
}

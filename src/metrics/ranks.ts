/** The place of each value among all, from 0; equal values share the mean of their places. */
export function ranksOf(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((i, j) => (values[i] ?? 0) - (values[j] ?? 0));
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end + 1 < order.length && values[order[end + 1] ?? 0] === values[order[start] ?? 0]) end += 1;
    for (let k = start; k <= end; k += 1) ranks[order[k] ?? 0] = (start + end) / 2;
    start = end + 1;
  }
  return ranks;
}

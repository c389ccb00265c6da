/** Pearson's correlation of pairs, −1 to 1; 0 where either does not move. */
export function correlation(pairs: readonly (readonly [number, number])[]): number {
  const mean = (at: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[at], 0) / Math.max(1, pairs.length);
  const [a, b] = [mean(0), mean(1)];
  let [product, ofA, ofB] = [0, 0, 0];
  for (const [x, y] of pairs) {
    product += (x - a) * (y - b);
    ofA += (x - a) ** 2;
    ofB += (y - b) ** 2;
  }
  return ofA === 0 || ofB === 0 ? 0 : product / Math.sqrt(ofA * ofB);
}

/**
 * What a sample of a heap stands for. Allocations are sampled each `rate` bytes on average by a Poisson process: one of
 * `size` bytes is seen with a probability of 1 − e^(−size/rate), so that it stands for the inverse of that many.
 */
export function unsampled(count: number, bytes: number, rate: number): readonly [count: number, bytes: number] {
  if (count === 0 || bytes === 0) return [0, 0];
  if (rate <= 1) return [count, bytes];
  const scale = 1 / (1 - Math.exp(-(bytes / count) / rate));
  return [Math.trunc(count * scale), Math.trunc(bytes * scale)];
}

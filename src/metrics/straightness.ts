import { fitOf, orthonormal, without } from './least-squares.ts';
import type { Track } from './series.ts';

/** How much of what a track moves a straight line over time explains: Pearson’s correlation with time, squared; 0 to 1. */
export function straightness({ times, values }: Track): number {
  const count = values.length;
  const mean = (some: Float64Array) => some.reduce((sum, each) => sum + each, 0) / Math.max(1, count);
  const [middle, level] = [mean(times), mean(values)];
  let product = 0;
  let ofTimes = 0;
  let ofValues = 0;
  for (let i = 0; i < count; i += 1) {
    const [along, up] = [(times[i] ?? 0) - middle, (values[i] ?? 0) - level];
    product += along * up;
    ofTimes += along ** 2;
    ofValues += up ** 2;
  }
  return ofTimes === 0 || ofValues === 0 ? 0 : product ** 2 / (ofTimes * ofValues);
}

/**
 * Share of what a track gains that falls into the second half of its time, by the parabola that fits it best, so that no single
 * figure decides: one half of a straight line, less of what fills, more of what gathers pace.
 */
export function lateShare({ times, values }: Track): number {
  const [from = 0, to = 0] = [times[0], times.at(-1)];
  const along = times.map((time) => (to > from ? (2 * (time - from)) / (to - from) - 1 : 0));
  const basis = orthonormal([new Float64Array(times.length).fill(1)]);
  const { first: rise, second: bend } = fitOf(
    without(basis, values),
    without(basis, along),
    without(
      basis,
      along.map((at) => at ** 2),
    ),
  );
  return rise === 0 ? 0 : 0.5 + bend / (2 * rise);
}

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

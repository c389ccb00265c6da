import type { Instant } from '../foundation/clock.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { Track } from './series.ts';

/** One stretch behind another. */
export function concat(before: Track, after: Track): Track {
  return {
    times: Float64Array.of(...before.times, ...after.times),
    values: Float64Array.of(...before.values, ...after.values),
  };
}

/** The part of a track from one moment to another, both included. */
export function sliceOf(track: Track, from: Instant, to: Instant): Track {
  const start = firstAtOrAfter(track.times, from);
  const end = firstAtOrAfter(track.times, to + 1);
  return { times: track.times.subarray(start, end), values: track.values.subarray(start, end) };
}

/** The median distance between neighbouring samples; a minute where there are too few of them. */
export function typicalStep({ times }: Track): Milliseconds {
  const known = STEPS.get(times);
  if (known !== undefined) return known;
  const steps = times.subarray(1).map((time, i) => time - (times[i] ?? time));
  const step = regularStep(steps) ?? upperMedian(steps) ?? MINUTE;
  STEPS.set(times, step);
  return step;
}

/** Every question asks it of the same times. */
const STEPS = new WeakMap<Float64Array, Milliseconds>();

/** The step that most are; undefined where the first is not that one. */
function regularStep(steps: Float64Array): Milliseconds | undefined {
  const [first] = steps;
  let alike = 0;
  for (const step of steps) if (step === first) alike += 1;
  return alike > steps.length / 2 ? first : undefined;
}

export function spanOf(track: Track): Milliseconds {
  return (track.times.at(-1) ?? 0) - (track.times[0] ?? 0);
}

/** The quantile `q` (0 to 1) of numbers, interpolated; NaN for none. */
export function quantile(values: ArrayLike<number>, q: number): number {
  return quantileOfSorted(Float64Array.from(values).sort(), q);
}

/** The same of numbers that ascend. */
export function quantileOfSorted(sorted: ArrayLike<number>, q: number): number {
  const position = (sorted.length - 1) * q;
  const low = sorted[Math.floor(position)] ?? Number.NaN;
  const high = sorted[Math.ceil(position)] ?? Number.NaN;
  return low + (high - low) * (position - Math.floor(position));
}

/** Where a quantity lies for eight tenths of the time: a start, a dip or a spike is not its level. Zeros for no sample. */
export function usualRange({ values }: Pick<Track, 'values'>): { readonly low: number; readonly high: number } {
  return values.length === 0 ? { low: 0, high: 0 } : { low: quantile(values, 0.1), high: quantile(values, 0.9) };
}

/** The middle of numbers, between the two middle ones of an even count; NaN for none. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** The middle of numbers that is one of them: of an even count the larger of the two. Undefined for none. */
export function upperMedian(values: ArrayLike<number>): number | undefined {
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length >> 1];
}

/** The largest of numbers that are not negative; 0 for none. */
export function highest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

/** The lowest level within `half` before and after each sample, so that garbage between collections falls away. */
export function floorAround(track: Track, half: Milliseconds): Track {
  const { times, values } = track;
  let start = 0;
  let end = 0;
  const floor = times.map((time) => {
    while ((times[start] ?? 0) < time - half) start += 1;
    while (end < times.length && (times[end] ?? 0) <= time + half) end += 1;
    return values.subarray(start, end).reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  });
  return { times, values: floor };
}

function firstAtOrAfter(times: Float64Array, time: Instant): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

import type { Instant } from '../foundation/clock.ts';
import type { Milliseconds } from '../measurement/duration.ts';
import type { Quantity } from '../metrics/catalogue.ts';
import type { Track } from '../metrics/series.ts';
import { median } from '../metrics/track.ts';

export interface Gauge {
  readonly quantity: Quantity;
  readonly track: Track;
  readonly step: Milliseconds;
}

/** Two metrics of one moment may be this many steps apart. */
const ALIGNED_WITHIN_STEPS = 2;

/** How far from a moment a sample of a gauge may lie, where moments are a step apart. */
export function alignedWithin({ step: own }: Gauge, step: Milliseconds): Milliseconds {
  return ALIGNED_WITHIN_STEPS * Math.max(step, own);
}

/** The median of the samples nearest to some moments. */
export function medianNear(track: Track, times: Float64Array, within: Milliseconds): number | undefined {
  const [first] = times;
  if (first !== undefined && times.length === 1) return valueNear(track, first, within);
  const values = Array.from(times, (time) => valueNear(track, time, within)).filter((value) => value !== undefined);
  return values.length > 0 ? median(values) : undefined;
}

/** The sample nearest to a moment; undefined where none is within `within`. */
export function valueNear({ times, values }: Track, time: Instant, within: number): number | undefined {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const center = (low + high) >> 1;
    if ((times[center] ?? 0) < time) low = center + 1;
    else high = center;
  }
  const before = low > 0 && time - (times[low - 1] ?? 0) < Math.abs((times[low] ?? 0) - time) ? low - 1 : low;
  return Math.abs((times[before] ?? Number.POSITIVE_INFINITY) - time) <= within ? values[before] : undefined;
}

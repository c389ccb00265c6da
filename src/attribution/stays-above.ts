import type { Bytes } from '../measurement/bytes.ts';
import { nearestReader } from '../metrics/nearest.ts';
import type { Track } from '../metrics/series.ts';
import { sliceOf, spanOf, typicalStep } from '../metrics/track.ts';

/** When the heap in use shows how much of it lives. Set by hand. */
const SHOWN = {
  /** Collections in the run. Between fewer the samples lie in too few teeth of the saw. */
  collections: 20,
  /** Samples in the last half. In so many one of a saw's lowest tenth is hardly missed. */
  samples: 30,
  /** Share of them that noise may put below. */
  below: 0.03,
  /** Share of a level by which two scrapes may differ. */
  noise: 0.05,
} as const;

/**
 * Whether a heap that was collected often never fell below what is taken to live in it. Right after a collection it holds
 * no more than that: had less lived, some of so many samples would lie lower.
 */
export function staysAbove(heap: Track | undefined, live: Track, collections: number | undefined): boolean {
  if (heap === undefined || live.times.length === 0 || collections === undefined || collections < SHOWN.collections)
    return false;
  const end = heap.times.at(-1) ?? 0;
  const { times, values } = sliceOf(heap, end - spanOf(heap) / 2, end);
  const read = nearestReader(live, 2 * Math.max(typicalStep(heap), typicalStep(live)));
  const pairs = [...values].flatMap((value, i): readonly (readonly [Bytes, Bytes])[] => {
    const level = read(times[i] ?? 0);
    return level === undefined ? [] : [[value, level]];
  });
  const below = pairs.filter(([value, level]) => value < (1 - SHOWN.noise) * level).length;
  return pairs.length >= SHOWN.samples && below <= SHOWN.below * pairs.length;
}

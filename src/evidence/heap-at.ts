import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import type { Track } from '../metrics/series.ts';
import { nearestTo } from './captions.ts';

interface Sides {
  readonly base: { readonly time: Instant };
  readonly current: { readonly time: Instant };
}

/** The live heap when both profiles were taken, where a metric shows it. */
export function heapAt(
  liveHeap: Track | undefined,
  { base, current }: Sides,
): { readonly base: Bytes | undefined; readonly current: Bytes | undefined } | undefined {
  return liveHeap && { base: nearestTo(liveHeap, base.time), current: nearestTo(liveHeap, current.time) };
}

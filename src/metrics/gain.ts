import type { Instant } from '../foundation/clock.ts';
import { floorOf } from './floor.ts';
import type { Track } from './series.ts';
import { median, sliceOf } from './track.ts';

/** How far the floor of a track rose over a stretch, in the track's unit. */
export interface FloorGain {
  readonly from: number;
  readonly to: number;
  readonly gained: number;
}

/** The floor at both ends of a stretch; one end is the median of a tenth of the floor's points. Zeros without samples. */
export function floorGain(track: Track, from: Instant, to: Instant): FloorGain {
  const floor = floorOf(sliceOf(track, from, to)).values;
  if (floor.length === 0) return { from: 0, to: 0, gained: 0 };
  const few = Math.max(1, Math.floor(floor.length / 10));
  const start = median(floor.subarray(0, few));
  const end = median(floor.subarray(-few));
  return { from: start, to: end, gained: end - start };
}

import type { Instant } from '../foundation/clock.ts';
import type { Milliseconds } from '../measurement/duration.ts';
import type { Track } from './series.ts';

/** Reads the sample nearest to ever later moments; undefined where none lies within `tolerance`. */
export function nearestReader(track: Track, tolerance: Milliseconds): (time: Instant) => number | undefined {
  let i = 0;
  return (time) => {
    while (
      i + 1 < track.times.length &&
      Math.abs((track.times[i + 1] ?? 0) - time) <= Math.abs((track.times[i] ?? 0) - time)
    ) {
      i += 1;
    }
    return Math.abs((track.times[i] ?? Number.POSITIVE_INFINITY) - time) <= tolerance ? track.values[i] : undefined;
  };
}

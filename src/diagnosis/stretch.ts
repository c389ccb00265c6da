import type { Instant } from '../foundation/clock.ts';
import type { Lifetime } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import { sliceOf } from '../metrics/track.ts';

/** The part of a pod's life that a judgement's figures are about. */
export interface Stretch {
  readonly from: Instant;
  readonly to: Instant;
  /** Floor levels at its beginning (after warm-up, after the onset) and at its end. */
  readonly start: number;
  readonly end: number;
  readonly lowest: number;
  readonly highest: number;
}

/** The stretch of a track over a life, without its first `skip` (0 to 1); undefined where it has no samples. */
export function stretchOf(track: Track, life: Pick<Lifetime, 'from' | 'to'>, skip: number): Stretch | undefined {
  const from = life.from + skip * (life.to - life.from);
  const { times, values } = sliceOf(track, from, life.to);
  const [begun] = times;
  const ended = times.at(-1);
  if (begun === undefined || ended === undefined) return undefined;
  // One end of a stretch is worth a few samples: their minimum, as for the floor.
  const few = Math.max(1, Math.min(5, Math.floor(values.length / 10)));
  return {
    from: begun,
    to: ended,
    start: Math.min(...values.subarray(0, few)),
    end: Math.max(...values.subarray(-few)),
    lowest: values.reduce((least, value) => Math.min(least, value)),
    highest: values.reduce((most, value) => Math.max(most, value)),
  };
}

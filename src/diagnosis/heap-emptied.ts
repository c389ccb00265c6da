import { countOf } from '../measurement/share.ts';
import { formatInstant } from '../measurement/time.ts';
import type { Track } from '../metrics/series.ts';
import { sliceOf } from '../metrics/track.ts';
import type { Stretch } from './stretch.ts';

/** What falls to this share of its height was emptied. */
const EMPTIED = 0.4;
/** Once may be the end of a start. */
const FEWEST = 2;

/** A live heap that fills and is emptied again: what fills it lets go by itself, which a leak does not. */
export function emptiedLine(track: Track, { from, to }: Pick<Stretch, 'from' | 'to'>): readonly string[] {
  const { times, values } = sliceOf(track, from, to);
  let [height, count, last] = [0, 0, 0];
  for (const [i, value] of values.entries()) {
    if (value < EMPTIED * height) [height, count, last] = [value, count + 1, times[i] ?? 0];
    height = Math.max(height, value);
  }
  return count < FEWEST
    ? []
    : [
        `It filled and was emptied ${countOf(count, 'time')}, last at ${formatInstant(last)} UTC: what fills it lets go by itself, as batches and caches that a collector may clear (soft references) do.`,
      ];
}

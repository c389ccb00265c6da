import type { Instant } from '../foundation/clock.ts';
import type { Track } from '../metrics/series.ts';
import { median, usualRange } from '../metrics/track.ts';

/** Samples that one end is the median of. */
const AT_ENDS = 5;
/** Share of the range up to which an end is low. */
const LOW = 0.25;

/** From when to when memory stood higher that is as low at its end as at its start; undefined where it stepped one way. */
export function stoodHigher(track: Track): { readonly from: Instant; readonly to: Instant } | undefined {
  const { times, values } = track;
  const { low, high } = usualRange(track);
  const bound = low + LOW * (high - low);
  if (median(values.slice(0, AT_ENDS)) > bound || median(values.slice(-AT_ENDS)) > bound) return undefined;
  const middle = (low + high) / 2;
  const isUp = (value: number) => value > middle;
  const [from, to] = [times[values.findIndex(isUp)], times[values.findLastIndex(isUp) + 1]];
  return from === undefined || to === undefined ? undefined : { from, to };
}

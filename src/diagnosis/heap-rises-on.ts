import { floorOf } from '../metrics/floor.ts';
import { trendTest } from '../metrics/mann-kendall.ts';
import type { Track } from '../metrics/series.ts';
import { median, sliceOf, spanOf } from '../metrics/track.ts';
import type { Growth } from './growth.ts';
import { RISES } from './may-fill.ts';
import type { Stretch } from './stretch.ts';

/** When what seems to level off still rises. Set by hand. */
const ON = {
  /** Shares of the time: the level before the last part of it, and at its end. */
  before: [0.6, 0.7],
  end: [0.9, 1],
  /** Shares of the time whose level is that of the start. */
  start: [0, 0.1],
  /**
   * Share of what was gained in all that was gained between the two. A fill whose time constant is half of the time
   * gains 0.14 of it then, a straight line 0.33.
   */
  late: 0.2,
  /** Share of the time from which on the points have to rise steadily. */
  steadyFrom: 0.5,
} as const;

/** Whether a live heap that a model says to have levelled off rises on as it did, by less in hours of less traffic. */
export function risesOn({ answer, kind, stands, withLoad }: Growth, track: Track, { from, to }: Stretch): boolean {
  if (answer !== 'no' || kind !== 'warm-up' || stands !== undefined || withLoad === true) return false;
  const floor = floorOf(sliceOf(track, from, to));
  const first = floor.times[0] ?? from;
  const part = ([a, b]: readonly [number, number]) =>
    sliceOf(floor, first + a * spanOf(floor), first + b * spanOf(floor));
  const [start, before, end] = [ON.start, ON.before, ON.end].map((shares) => median(part(shares).values));
  if (start === undefined || before === undefined || end === undefined) return false;
  return end - before >= ON.late * (end - start) && trendTest(part([ON.steadyFrom, 1])).tau >= RISES.steady;
}

import { scaleUtc } from 'd3-scale';
import type { Instant } from '../../foundation/clock.ts';
import { DAY, MINUTE, SECOND } from '../../measurement/duration.ts';
import { formatClock, formatDay, type TimeRange } from '../../measurement/time.ts';

export interface TimeTick {
  readonly time: Instant;
  /** The time of day; below it the day, where it is not the day of the tick before. */
  readonly lines: readonly string[];
}

/** About `count` round moments (UTC) of a range, labelled so that the day is always known and never repeated. */
export function timeTicks(range: TimeRange, count = 5): readonly TimeTick[] {
  const times = scaleUtc()
    .domain([range.from, range.to])
    .ticks(count)
    .map((date) => date.getTime());
  if (times.every((time) => time % DAY === 0)) return times.map((time) => ({ time, lines: [formatDay(time)] }));
  const withSeconds = times.some((time) => time % MINUTE !== 0);
  return times.map((time, i) => {
    const before = times[i - 1];
    const newDay = before === undefined || formatDay(before) !== formatDay(time);
    const clock = withSeconds ? `${formatClock(time)}:${secondsOf(time)}` : formatClock(time);
    return { time, lines: newDay ? [clock, formatDay(time)] : [clock] };
  });
}

function secondsOf(time: Instant): string {
  return String(Math.floor((time % MINUTE) / SECOND)).padStart(2, '0');
}

import { scaleLinear, scaleUtc } from 'd3-scale';
import type { Instant } from '../../foundation/clock.ts';
import { DAY, MINUTE, SECOND } from '../../measurement/duration.ts';
import { formatClock, formatDay, lengthOf, type TimeRange } from '../../measurement/time.ts';

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

/** Round spans before a kill at 0: `−10 min`, `−5 min`, `kill`. */
export function countdownTicks(range: TimeRange, count = 5): readonly TimeTick[] {
  const unit = lengthOf(range) <= 2 * MINUTE ? SECOND : MINUTE;
  const times = scaleLinear()
    .domain([range.from / unit, range.to / unit])
    .ticks(count)
    .filter(Number.isInteger)
    .map((figure) => figure * unit);
  return times.map((time) => ({
    time,
    lines: [time === 0 ? 'kill' : unit === MINUTE ? `−${-time / MINUTE} min` : `−${-time / SECOND} s`],
  }));
}

function secondsOf(time: Instant): string {
  return String(Math.floor((time % MINUTE) / SECOND)).padStart(2, '0');
}

import type { Instant } from '../foundation/clock.ts';
import { DAY, MINUTE, type Milliseconds } from './duration.ts';

/** A closed interval of time. */
export interface TimeRange {
  readonly from: Instant;
  readonly to: Instant;
}

export function lengthOf(range: TimeRange): Milliseconds {
  return range.to - range.from;
}

export function within(range: TimeRange, time: Instant): boolean {
  return time >= range.from && time <= range.to;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `22 Nov 13:12` in UTC: for pictures and reports; messages use Slack's own date markup instead. */
export function formatInstant(time: Instant): string {
  return `${formatDay(time)} ${formatClock(time)}`;
}

/** `22 Nov`, UTC. */
export function formatDay(time: Instant): string {
  const date = new Date(time);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''}`;
}

/** `13:12`, UTC. */
export function formatClock(time: Instant): string {
  return new Date(time).toISOString().slice(11, 16);
}

/** Moments nearer to each other than this differ by what a clock without seconds hardly shows. */
const WITH_SECONDS: Milliseconds = 2 * MINUTE;

/** Two moments that are set side by side, as `22 Nov 13:12`; `22 Nov 13:12:06` where they are so near that it matters. UTC. */
export function formatMoments(from: Instant, to: Instant): readonly [from: string, to: string] {
  const [first, second] = formatClocks(from, to);
  return [`${formatDay(from)} ${first}`, `${formatDay(to)} ${second}`];
}

/** The same without the day: `13:12`, or `13:12:06`. UTC. */
export function formatClocks(from: Instant, to: Instant): readonly [from: string, to: string] {
  const clock = (time: Instant) =>
    Math.abs(to - from) < WITH_SECONDS ? new Date(time).toISOString().slice(11, 19) : formatClock(time);
  return [clock(from), clock(to)];
}

/** `22 Nov 10:00 – 23 Nov 10:00 UTC`; the day is said once when both ends share it. */
export function formatRange(range: TimeRange): string {
  const sameDay = Math.floor(range.from / DAY) === Math.floor(range.to / DAY);
  return `${formatInstant(range.from)} – ${sameDay ? formatClock(range.to) : formatInstant(range.to)} UTC`;
}

import type { Instant } from '../foundation/clock.ts';
import { DAY, MINUTE, type Milliseconds, SECOND } from './duration.ts';

/** A day of the calendar. */
export interface CalendarDay {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
}

/** Whether a name is that of a time zone, like `Europe/Berlin` or `UTC`. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** A time of the day, in minutes since midnight: `22:00`. */
export function formatTimeOfDay(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/** Which day it is in a time zone. */
export function dayIn(timeZone: string, at: Instant): CalendarDay {
  return dayOf(at + offsetAt(timeZone, at));
}

/** The day so many days later, or earlier. */
export function dayAfter({ year, month, day }: CalendarDay, days: number): CalendarDay {
  return dayOf(Date.UTC(year, month - 1, day + days));
}

/** 0 is Sunday. */
export function weekdayOf({ year, month, day }: CalendarDay): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

/**
 * When clocks in a zone show so many minutes since midnight. Of a time that they show twice the first is meant; one that
 * they leave out is as late as if they had not been put forward.
 */
export function momentIn(timeZone: string, { year, month, day }: CalendarDay, minutes: number): Instant {
  const shown = Date.UTC(year, month - 1, day) + minutes * MINUTE;
  const before = shown - offsetAt(timeZone, shown - DAY);
  const after = shown - offsetAt(timeZone, shown + DAY);
  const candidates = before < after ? [before, after] : [after, before];
  return candidates.find((at) => at + offsetAt(timeZone, at) === shown) ?? before;
}

function dayOf(utc: Instant): CalendarDay {
  const date = new Date(utc);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** How far the clocks of a zone are ahead of UTC. */
function offsetAt(timeZone: string, at: Instant): Milliseconds {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(at / SECOND) * SECOND;
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** Throws RangeError for a name that is no zone’s. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  FORMATS.set(timeZone, format);
  return format;
}

import type { Instant } from '../../foundation/clock.ts';
import { type QuietHours, quietUntil } from '../../investigation/silence/quiet-hours.ts';
import { formatTimeOfDay } from '../../measurement/zoned-time.ts';
import { code, escapeText, moment } from '../text.ts';

/** By their numbers: 0 is Sunday. */
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** Channels, or services, that one line names. */
const NAMED = 6;

/** One line about quiet hours: when, for what, and whether it is quiet now. */
export function quietHoursLine(hours: QuietHours, now: Instant): string {
  const { from, to, timeZone, days, channels, services } = hours;
  const until = quietUntil([{ ...hours, channels: [], services: [] }], { channel: '' }, now);
  const facts = [
    `${formatTimeOfDay(from)} to ${formatTimeOfDay(to)} ${escapeText(timeZone)}`,
    ...(days.length === 0 ? [] : [`beginning ${days.map((day) => WEEKDAYS[day] ?? '').join(', ')}`]),
    ...(channels.length === 0 ? [] : [`in ${named(channels.map((id) => `<#${id}>`))}`]),
    ...(services.length === 0 ? [] : [`for ${named(services.map(code))}`]),
    until === undefined ? 'not now' : `now, until ${moment(until)}`,
  ];
  return `• ${facts.join(' · ')}`;
}

function named(names: readonly string[]): string {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return `${names.slice(0, NAMED).join(', ')}${more}`;
}

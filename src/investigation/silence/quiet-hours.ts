import type { Alert } from '../../alert/alert.ts';
import { matching } from '../../collection/matches.ts';
import type { Instant } from '../../foundation/clock.ts';
import { type CalendarDay, dayAfter, dayIn, momentIn, weekdayOf } from '../../measurement/zoned-time.ts';
import type { LabelMatcher } from '../../metrics/series.ts';
import { fullName } from '../../service/directory.ts';
import type { Service } from '../../service/service.ts';
import type { HeldBack } from './held-back.ts';

/** A time of the day in which alerts are collected for one message, as leakbot.yaml says. */
export interface QuietHours {
  /** In minutes since midnight; `to` lies on the next day where it is not later than `from`. */
  readonly from: number;
  readonly to: number;
  readonly timeZone: string;
  /** Weekdays on which they begin, 0 is Sunday; none named: all. */
  readonly days: readonly number[];
  /** IDs of channels, names of services; none named: all. */
  readonly channels: readonly string[];
  readonly services: readonly string[];
  /** What opens a thread all the same. */
  readonly opens: {
    /** So many OOM kills of a workload, in these hours. */
    readonly kills: number | 'never';
    /** Alerts with these labels. */
    readonly match?: readonly LabelMatcher[] | undefined;
  };
}

/** What alerts are about, as far as quiet hours may be for it alone. */
export interface QuietSubject {
  readonly service?: Service | undefined;
  readonly channel: string;
}

/** The quiet hours that a moment lies in. */
export function quietNow(all: readonly QuietHours[], subject: QuietSubject, now: Instant): readonly QuietHours[] {
  return all.filter((hours) => concerns(hours, subject) && endOfPeriod(hours, now) !== undefined);
}

/** Hours that meet are followed so often: a week of nights and days. */
const MOST_FOLLOWED = 16;

/** When it is no longer quiet; undefined where it is not quiet now. */
export function quietUntil(all: readonly QuietHours[], subject: QuietSubject, now: Instant): Instant | undefined {
  const own = all.filter((hours) => concerns(hours, subject));
  let until: Instant | undefined;
  for (let followed = 0; followed < MOST_FOLLOWED; followed += 1) {
    const ends = own.flatMap((hours) => endOfPeriod(hours, until ?? now) ?? []);
    if (ends.length === 0) break;
    until = Math.max(...ends);
  }
  return until;
}

function concerns({ channels, services }: QuietHours, { service, channel }: QuietSubject): boolean {
  if (channels.length > 0 && !channels.includes(channel)) return false;
  return services.length === 0 || (service !== undefined && services.some((name) => goesBy(service, name)));
}

/** Whether people mean a service by a name: its own, alone or after its namespace and cluster. */
export function goesBy(service: Service, name: string): boolean {
  const full = fullName(service);
  return service.workload.name === name || full === name || full.endsWith(`/${name}`);
}

/** The end of the hours that began today or yesterday, if a moment lies in them. */
function endOfPeriod(hours: QuietHours, now: Instant): Instant | undefined {
  const today = dayIn(hours.timeZone, now);
  const periods = [dayAfter(today, -1), today].map((day) => periodFrom(hours, day));
  return periods.find((period) => period !== undefined && period.from <= now && now < period.to)?.to;
}

function periodFrom({ from, to, timeZone, days }: QuietHours, day: CalendarDay) {
  if (days.length > 0 && !days.includes(weekdayOf(day))) return undefined;
  const last = to > from ? day : dayAfter(day, 1);
  return { from: momentIn(timeZone, day, from), to: momentIn(timeZone, last, to) };
}

/**
 * Whether alerts are too bad for all of these hours: so many kills, one kill beside an alert that it restarts again and
 * again (senders repeat one alert as long as kills follow each other), or the labels that the setting names.
 */
export function opensAnyway(
  hours: readonly QuietHours[],
  { before, alerts }: { readonly before: HeldBack | undefined; readonly alerts: readonly Alert[] },
): boolean {
  const firing = alerts.filter(({ status }) => status === 'firing');
  const kills = (before?.kills ?? 0) + firing.filter(({ kind }) => kind === 'oom-kill').length;
  const restarts = [...(before?.alerts ?? []), ...firing].some(({ kind }) => kind === 'restart-spike');
  return hours.every(({ opens }) => {
    if (opens.match !== undefined && firing.some(fitting(opens.match))) return true;
    return opens.kills !== 'never' && (kills >= opens.kills || (kills > 0 && restarts));
  });
}

function fitting(match: readonly LabelMatcher[]): (alert: Alert) => boolean {
  const fits = matching(match);
  return ({ labels, name }) => fits({ ...labels, alertname: name });
}

import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { DAY, HOUR, type Milliseconds } from '../measurement/duration.ts';
import { type Day, timesToLimit, timeToGain } from '../metrics/last-day.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { FARTHEST, type NextKill } from '../metrics/next-kill.ts';
import { swingBetween } from '../metrics/swing.ts';
import { highest, median, sliceOf } from '../metrics/track.ts';
import { memoryOf } from './charged-memory.ts';
import { dayBefore, runsSeen } from './days-before.ts';
import { endOf, seenFor, standsAtEnd } from './end-of-run.ts';
import type { Growth } from './growth.ts';
import type { Observation } from './observation.ts';

/** What a forecast begins from: where a pod stands, where it ends, and how fast it was seen to climb. */
export interface Begins {
  readonly level: Bytes;
  readonly limit: Bytes;
  /** Bytes an hour, of the whole run; the typical one first. */
  readonly rates: readonly [typical: number, ...others: number[]];
  /** Whether the first of them is that of its last part, since the run has slowed down. */
  readonly slowed: boolean;
  /** Of what memory gains, above 0 to 1: what counts towards a kill. */
  readonly part: number;
}

/** How far a forecast can be trusted. Calibrated with `npm run score -- --forecasts`. */
const TRUST = {
  /** Share of a rate. Even a steady leak is not known closer. */
  least: 0.15,
  /** Share of the mean by which the traffic of a day swings, where nothing shows it. */
  swing: 0.55,
  /** Share of a day’s gain by which the next one differs. */
  nextDay: 0.25,
  /** Share of what a day rises and falls by that the same hour of the next one is off. */
  otherDay: 0.2,
} as const;

/** When a pod reaches its limit; undefined where it does not rise, or not within 30 days. */
export function outlook(
  observation: Observation,
  pod: PodMemory,
  growth: Growth,
  begins: Begins,
): NextKill | undefined {
  if (begins.rates[0] <= 0) return undefined;
  const day = dayBefore(observation, pod, growth);
  const hours = day && byHours(observation, day, begins);
  const rates =
    day === undefined || hours === undefined || isPartOfDay(day)
      ? byRates(observation, pod, growth, begins)
      : undefined;
  const kill = hours && rates ? within(hours, rates) : (hours ?? rates);
  if (kill === undefined) return undefined;
  const now = observation.range.to;
  const all = besideRuns(observation, pod, begins, kill);
  // Memory moves around its line: the first peak that meets the limit is the end.
  const left = (all.earliest - now) * (1 - peakOf(observation, pod, begins));
  return withWidth({ ...all, earliest: now + left }, now);
}

/** Samples. What memory reached in them it reaches again. */
const LATELY = 20;

/** By how much a recent peak is nearer to the limit than the last sample, as a share of the room that is left. */
function peakOf(observation: Observation, pod: PodMemory, { level, limit }: Begins): number {
  const life = pod.lifetimes.at(-1);
  const { values } = sliceOf(memoryOf(observation, pod), life?.from ?? 0, life?.to ?? 0);
  const above = highest(values.subarray(-LATELY)) - (values.at(-1) ?? 0);
  return Math.max(0, Math.min(1, above / Math.max(1, limit - level)));
}

/** Times the shortest time left. A longer one leaves no single moment worth saying. */
const WIDE = 3;

function withWidth(kill: NextKill, now: Instant): NextKill {
  const wide = kill.open !== true && kill.latest - now > WIDE * (kill.earliest - now);
  return wide ? { ...kill, wide } : kill;
}

/** Widens a forecast to what earlier runs took from the same level to the limit: where a climb goes by its age they show it. */
function besideRuns(
  observation: Observation,
  pod: PodMemory,
  { level, limit, part }: Begins,
  kill: NextKill,
): NextKill {
  const now = observation.range.to;
  const lasted = part < 1 ? [] : timesToLimit(runsSeen(observation, pod) ?? [], level, limit);
  if (lasted.length === 0) return kill;
  const spread = 1 + TRUST.least;
  return {
    ...kill,
    at: now + Math.sqrt((kill.at - now) * median(lasted)),
    earliest: Math.min(kill.earliest, now + Math.min(...lasted) / spread),
    latest: Math.max(kill.latest, now + Math.max(...lasted) * spread),
    basis: 'as-before',
  };
}

/** Share of what a day gained by which it rises above its mean pace: no traffic of a usual day swings so far. */
const ONE_PART = 0.4;

/** Share of the same. What falls by more in other hours is moved by the traffic. */
const FALLS = 0.3;

/** Whether nearly all of the only day that is known was gained in one part of it: the growth may have begun there. */
function isPartOfDay({ gains, swing, days }: Day): boolean {
  const gained = gains.reduce((sum, gain) => sum + gain, 0);
  const fell = gains.reduce((sum, gain) => sum - Math.min(0, gain), 0);
  return days === 1 && swing > ONE_PART * gained && fell < FALLS * gained;
}

/** Where two ways to go on are as likely, the range holds both. */
function within(hours: NextKill, rates: NextKill): NextKill {
  return {
    ...hours,
    earliest: Math.min(hours.earliest, rates.earliest),
    latest: Math.max(hours.latest, rates.latest),
    open: rates.open,
    basis: undefined,
    dailyMean: undefined,
  };
}

/** What the same hours of the days before gained: where load carries a leak, its rate at night is none of the day. */
function byHours({ range: { to: now } }: Observation, day: Day, { level, limit, part }: Begins): NextKill | undefined {
  const perDay = day.gains.reduce((sum, gain) => sum + gain, 0);
  const room = Math.max(0, limit - level) / part;
  const { trend } = day;
  const left = timeToGain(day, room, Math.sqrt(trend));
  if (perDay <= 0 || left === undefined) return undefined;
  const pace = 1 + TRUST.nextDay;
  const more = (TRUST.otherDay * day.swing) / day.days / HOURS;
  const soonest = timeToGain(day, room, Math.max(1, trend) * pace, more) ?? left;
  const latest = timeToGain(day, room, Math.min(1, trend) / pace, -more);
  return {
    at: now + left,
    earliest: now + Math.min(left, soonest),
    latest: now + (latest ?? FARTHEST),
    basis: 'same-hours',
    dailyMean: (part * perDay) / HOURS,
  };
}

/** Hours of a day: a profile of the traffic has one value for each. */
const HOURS = DAY / HOUR;

/** By the rate of the run, and of its end: each may be that of the hours to come. */
function byRates(
  observation: Observation,
  pod: PodMemory,
  growth: Growth,
  { level, limit, rates, slowed, part }: Begins,
): NextKill | undefined {
  const now = observation.range.to;
  const [whole] = rates;
  const room = Math.max(0, limit - level);
  const seen = seenFor(observation, pod, growth);
  const end = endOf(observation, pod, { seen, whole: whole / part });
  const late = end === undefined ? whole : end.perHour * part;
  const typical = ahead(whole, late * (late / whole) ** SINCE, (room / whole) * HOUR);
  const left = (room / typical) * HOUR;
  if (left > FARTHEST) return undefined;
  // What is nearer than the last part is long goes as that did: what the run did before has no part in it.
  const soon = end !== undefined && left < end.span;
  const spread = (1 + TRUST.least) * Math.exp(TRUST.swing * swingBetween(soon ? end.span : seen, left));
  const known = [...(soon ? [] : rates.filter((rate) => rate > 0)), late, typical];
  const bend = soon ? Math.sqrt(late / whole) : late / whole;
  const fastest = Math.max(...known) * Math.max(1, bend) * spread;
  const slowest = (Math.min(...known) * Math.min(1, bend)) / spread;
  const after = (rate: number) => now + Math.min(FARTHEST, (room / rate) * HOUR);
  const fills = end?.fills !== undefined && end.fills * part < room * spread;
  const open = fills || standsAtEnd(observation, pod, { seen, whole: whole / part });
  return {
    at: after(typical),
    earliest: after(fastest),
    latest: open ? now + FARTHEST : after(slowest),
    basis: slowed ? 'slower' : end && (late > whole ? 'faster' : 'slower'),
    ...(open ? { open } : {}),
  };
}

/** Of the change from the whole run to its last third: as much more came since the middle of that. */
const SINCE = 1 / 3;

/** A time ahead. As far the last hours show the rate; beyond it the whole run does as well. */
const LIKE_NOW: Milliseconds = 8 * HOUR;

/** The rate of the time to come, between that of late and that of the run. */
function ahead(whole: number, late: number, left: Milliseconds): number {
  const weight = Math.max(0.5, Math.min(1, LIKE_NOW / Math.max(1, left)));
  return whole ** (1 - weight) * late ** weight;
}

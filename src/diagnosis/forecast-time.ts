import type { Instant } from '../foundation/clock.ts';
import { DAY, formatDuration, MINUTE } from '../measurement/duration.ts';
import { formatClock, formatInstant } from '../measurement/time.ts';
import type { NextKill } from '../metrics/next-kill.ts';

/**
 * When a kill is expected, and between which moments: `in about 28 s (24 s to 33 s)`; only those where they lie far apart, and
 * only the first where it may never come.
 */
export function forecastTime(next: NextKill, now: Instant): string {
  const { at, earliest, latest } = next;
  const left = (time: Instant) => formatDuration(Math.max(0, time - now));
  const say = latest - now > DAY / 2 ? formatInstant : formatClock;
  if (next.open === true)
    return at - now < SOON
      ? `in ${left(earliest)} at the earliest, or not at all if it levels off`
      : `at ${say(earliest)} UTC at the earliest, or not at all if it levels off`;
  if (next.wide === true)
    return at - now < SOON
      ? `in ${left(earliest)} to ${left(latest)}`
      : `between ${say(earliest)} and ${say(latest)} UTC`;
  // A span that its figures do not show says nothing.
  const span = (from: string, to: string) => (from === to ? '' : ` (${from} to ${to})`);
  if (at - now < SOON) return `in about ${left(at)}${span(left(earliest), left(latest))}`;
  return `at about ${say(at)} UTC${span(say(earliest), say(latest))}`;
}

/** How long is left before it, as far as that is known: `about 3 h`, `5 h to 19 h`, `at least 4 h`. */
export function timeLeftSaid(next: NextKill, now: Instant): string {
  const left = (time: Instant) => formatDuration(Math.max(0, time - now));
  if (next.open === true) return `at least ${left(next.earliest)}`;
  return next.wide === true ? `${left(next.earliest)} to ${left(next.latest)}` : `about ${left(next.at)}`;
}

/** A clock time is of no use for what comes within minutes. */
const SOON = 10 * MINUTE;

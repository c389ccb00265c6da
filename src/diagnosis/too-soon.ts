import { formatBytes } from '../measurement/bytes.ts';
import { formatDuration, HOUR, type Milliseconds } from '../measurement/duration.ts';
import { formatClock } from '../measurement/time.ts';
import type { Urgency } from './urgency-figures.ts';

/** A kill that is nearer than this leaves no time to look again first. Set by hand. */
const NEAR: Milliseconds = HOUR;
/** Of the time that is left before a predicted kill, this share passes until the next look: enough stays to act. */
const WAITED = 0.5;
/** A span. A younger run that rises may be in its start. Set by hand. */
const YOUNG: Milliseconds = 2 * HOUR;

/** A run whose end is predicted. */
interface Predicted {
  readonly kills: number;
  readonly runsFor: Milliseconds | undefined;
  /** The time until its predicted end. */
  readonly left: Milliseconds;
}

/** That a run is young, where its end is predicted further ahead than it was seen: `Its run is 40 min old and may still be filling up.` */
export function mayStillFill({ kills, runsFor, left }: Predicted): string | undefined {
  if (kills > 0 || runsFor === undefined || runsFor >= YOUNG || left <= runsFor) return undefined;
  return `Its run is ${formatDuration(runsFor)} old and may still be filling up.`;
}

/**
 * The first line where what grows is not known and its end is predicted further ahead than its run was seen: a start that
 * fills looks the same, and twice the limit would be advised for it. Undefined where something was killed or evicted, or a
 * kill is near.
 */
export function tooSoonToRaise(urgency: Urgency): string | undefined {
  const { kills, evicted, ownEnd, endsAtLevel, over, nextKill, heapFull, runsFor, limit, now } = urgency;
  const ended = kills > 0 || evicted !== undefined || ownEnd !== undefined || endsAtLevel !== undefined;
  if (ended || over !== undefined || heapFull !== undefined) return undefined;
  if (nextKill === undefined || runsFor === undefined || limit === undefined) return undefined;
  const left = nextKill.at - now;
  if (left < NEAR || left <= runsFor) return undefined;
  const wait = WAITED * left;
  return `Now: look again at ${formatClock(now + wait)} UTC (in ${formatDuration(wait)}), and change nothing yet: its run is ${formatDuration(runsFor)} old and may still be filling up. Should it go on at this rate, the limit of ${formatBytes(limit)} is reached in about ${formatDuration(left)}.`;
}

/** The first line about a young run where what grows is known: the same, unless a deploy that it began with can be rolled back. */
export function youngFirst(urgency: Urgency): string | undefined {
  const { runsFor, deploy, returned } = urgency;
  if (runsFor === undefined || runsFor >= YOUNG || deploy?.previous !== undefined || returned !== undefined)
    return undefined;
  return tooSoonToRaise(urgency);
}

/** What is said behind a first line that changes something at once. */
export function ageSaid({ kills, runsFor, nextKill, now, ownEnd, evicted, endsAtLevel }: Urgency): string {
  if (nextKill === undefined || ownEnd !== undefined || evicted !== undefined || endsAtLevel !== undefined) return '';
  const said = mayStillFill({ kills, runsFor, left: nextKill.at - now });
  return said === undefined ? '' : ` ${said}`;
}

import { formatBytes } from '../measurement/bytes.ts';
import { formatDuration, HOUR, type Milliseconds } from '../measurement/duration.ts';
import { formatClock } from '../measurement/time.ts';
import type { Urgency } from './first-step.ts';

/** A kill that is nearer than this leaves no time to look again first. Set by hand. */
const NEAR: Milliseconds = HOUR;
/** Of the time that is left before a predicted kill, this share passes until the next look: enough stays to act. */
const WAITED = 0.5;

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

import type { Instant } from '../foundation/clock.ts';
import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import { DAY, formatDuration } from '../measurement/duration.ts';
import { countOf, formatShare } from '../measurement/share.ts';
import { formatClock } from '../measurement/time.ts';
import type { Deploy } from '../metrics/deploys.ts';
import type { NextKill } from '../metrics/next-kill.ts';
import { shortRevision } from '../service/revision.ts';

export interface Over {
  /** How many pods run now. */
  readonly running: number;
  /** What replaced it, where a deploy did. */
  readonly deploy: Deploy | undefined;
}

/** What the first line of advice about memory that grows is fitted to. */
export interface Urgency {
  readonly pod: string;
  readonly now: Instant;
  readonly limit: Bytes | undefined;
  /** What counts against the limit at the end of the window. */
  readonly level: Bytes | undefined;
  readonly kills: number;
  readonly restarts: number;
  readonly nextKill: NextKill | undefined;
  /** The deploy that began it, where what it brought still runs and it is known what ran before. */
  readonly deploy: Deploy | undefined;
  /** Set where what grew no longer runs, and nothing that runs now clearly grows. */
  readonly over?: Over | undefined;
  /** When a live heap that takes the place of other memory fills what it may take. */
  readonly heapFull?: { readonly at: Instant; readonly size: Bytes } | undefined;
  /** A bound of the runtime that keeps the heap from using a larger limit: `-Xmx`. */
  readonly bound: string | undefined;
}

/** A kill that is further off than this leaves time for the fix. */
const SOON = 2 * DAY;
/** One restart may be a person's. */
const SEVERAL_RESTARTS = 2;

/** Whether a pod was killed, or will be before a fix can be written. */
export function isPressing({ kills, nextKill, heapFull, over, now }: Urgency): boolean {
  if (over !== undefined) return false;
  const next = Math.min(nextKill?.at ?? Number.POSITIVE_INFINITY, heapFull?.at ?? Number.POSITIVE_INFINITY);
  return kills > 0 || next - now < SOON;
}

/** The line to act on first where memory grows: what the figures call for, and nothing that they do not. */
export function firstStep(urgency: Urgency): string {
  const { pod, now, limit, level, kills, restarts, nextKill, heapFull, deploy, bound } = urgency;
  if (isPressing(urgency)) {
    const rollBack = deploy?.previous === undefined ? undefined : `roll back to ${shortRevision(deploy.previous)}`;
    const raise =
      limit === undefined
        ? undefined
        : `raise the limit above ${formatBytes(limit)}${bound === undefined ? '' : ` and ${bound} with it`} to gain time`;
    const ways = [rollBack, raise].filter((way) => way !== undefined);
    const until =
      heapFull === undefined || kills > 0
        ? ''
        : ` At this rate the live heap fills the ${formatBytes(heapFull.size)} that it may take in about ${formatDuration(heapFull.at - now)}.`;
    return `Now: ${ways.length === 0 ? `restart ${pod} before its memory runs out, to gain time` : ways.join(', or ')}.${until}`;
  }
  if (urgency.over !== undefined) return watchLine(pod, urgency.over);
  if (restarts >= SEVERAL_RESTARTS && nextKill === undefined)
    return `Now: kubectl describe pod ${pod}: its ${countOf(restarts, 'restart')} are no OOM kills${at(level, limit)}; exit code and events show what ended it.`;
  if (limit === undefined || level === undefined)
    return `Now: find out how much memory ${pod} may take: no limit is known, so no kill can be predicted.`;
  if (heapFull !== undefined)
    return `Now: nothing is urgent: at this rate the live heap fills the ${formatBytes(heapFull.size)} that it may take in about ${formatDuration(heapFull.at - now)}. Plan the fix before then.`;
  return nextKill === undefined
    ? `Now: nothing is urgent: memory is at ${formatShare(level / limit)} of the limit of ${formatBytes(limit)}, and no kill is predicted within 30 days.`
    : `Now: nothing is urgent: at this rate the limit of ${formatBytes(limit)} is reached in about ${formatDuration(nextKill.at - now)}. Plan the fix before then.`;
}

function at(level: Bytes | undefined, limit: Bytes | undefined): string {
  return level === undefined || limit === undefined
    ? ''
    : ` (memory is at ${formatShare(level / limit)} of the limit of ${formatBytes(limit)})`;
}

function watchLine(pod: string, { running, deploy }: Over): string {
  const replaced =
    deploy === undefined
      ? `what grew on ${pod} no longer runs`
      : `${shortRevision(deploy.revision)} replaced what grew on ${pod} at ${formatClock(deploy.time)} UTC`;
  const none =
    running === 1 ? 'the pod that runs does not clearly grow' : `none of the ${running} pods that run clearly grows`;
  return `Now: nothing is urgent: ${replaced}, and ${none}. Watch for as long as the growth took to show.`;
}

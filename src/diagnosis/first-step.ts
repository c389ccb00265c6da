import type { Instant } from '../foundation/clock.ts';
import { type Bytes, formatBytes, MiB } from '../measurement/bytes.ts';
import { DAY, formatDuration, HOUR, MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { countOf, formatShare } from '../measurement/share.ts';
import { formatClock, formatInstant } from '../measurement/time.ts';
import { nameWhenMissing } from '../runtime/quantities.ts';
import { shortRevision } from '../service/revision.ts';
import type { Returned } from './before-window.ts';
import { type BuffersBound, boundSaid } from './buffers-bound.ts';
import { type EndsAtLevel, endsAtLevelSaid, reachesAt } from './ends-at-level.ts';
import { limitBelow, timeLeft } from './evicted-growing.ts';
import { timeLeftSaid } from './forecast-time.ts';
import { maximumSaid, type OwnEnd } from './own-end.ts';
import { ageSaid, mayStillFill, youngFirst } from './too-soon.ts';
import type { HeapFull, Over, Urgency } from './urgency-figures.ts';

/** A kill that is further off than this leaves time for the fix. */
const SOON = 2 * DAY;
/** One restart may be a person's. */
const SEVERAL_RESTARTS = 2;

/** Whether a pod was killed, or will be before a fix can be written. */
export function isPressing(urgency: Urgency): boolean {
  const { kills, nextKill, heapFull, ownEnd, evicted, over, now } = urgency;
  if (over !== undefined) return false;
  if (evicted !== undefined) return true;
  if ((ownEnd !== undefined && ownEnd.ended > 0) || urgency.endsAtLevel !== undefined) return true;
  const next = Math.min(nextKill?.at ?? Number.POSITIVE_INFINITY, heapFull?.at ?? Number.POSITIVE_INFINITY);
  return kills > 0 || next - now < SOON;
}

/**
 * The line to act on first where memory grows: what the figures call for, and nothing that they do not. `save` is what a
 * restart would lose and nothing else has, as a clause: `save a thread dump of api-0 (…)`.
 */
export function firstStep(urgency: Urgency, save?: string): string {
  const { pod, now, limit, level, restarts, nextKill, heapFull, ownEnd, stands } = urgency;
  if (urgency.evicted !== undefined && urgency.over === undefined && urgency.kills === 0)
    return `Now: ${first(save, [limitBelow(pod, urgency.evicted, timeLeft(urgency.evicted, urgency))])}.`;
  if (urgency.endsAtLevel !== undefined && urgency.over === undefined)
    return `Now: ${first(save, [boundWithin(urgency, urgency.endsAtLevel)])}.`;
  if (urgency.below !== undefined && urgency.kills === 0 && urgency.over === undefined)
    return watchBelow(urgency, urgency.below, save);
  if (isPressing(urgency)) return youngFirst(urgency) ?? `${pressing(urgency, save)}${ageSaid(urgency)}`;
  if (urgency.over !== undefined) return watchLine(urgency, urgency.over);
  if (restarts >= SEVERAL_RESTARTS && nextKill === undefined)
    return urgency.elsewhere === true
      ? `Now: read the log of ${pod} and the kernel’s of its machine (journalctl -k): they show what ended it before its ${countOf(restarts, 'restart')}.`
      : `Now: kubectl describe pod ${pod}: its ${countOf(restarts, 'restart')} are no OOM kills${at(level, limit)}; exit code and events show what ended it.`;
  if (limit === undefined || level === undefined)
    return `Now: set a memory limit for ${pod}: none is known, and without one it grows until its machine has no memory left.`;
  if (heapFull !== undefined)
    return `Now: nothing is urgent: at this rate the live heap ${fillsWhen(heapFull, now)} Plan the fix before then.`;
  if (stands !== undefined)
    return `Now: nothing is urgent: memory is at ${formatShare(level / limit)} of the limit of ${formatBytes(limit)} and has been level for ${formatDuration(stands)}. Look again in as long: whether it is full or only pauses shows then.`;
  if (nextKill !== undefined && ownEnd !== undefined)
    return `Now: nothing is urgent: at this rate the heap reaches ${maximumSaid(ownEnd)} in about ${formatDuration(nextKill.at - now)}. Plan the fix before then.`;
  if (nextKill === undefined && urgency.open !== undefined) return openLine(urgency, urgency.open, level / limit);
  if (nextKill === undefined && urgency.untilFull !== undefined)
    return `Now: nothing is urgent: each new start resets what grows, and without one a run meets the limit of ${formatBytes(limit)} about ${formatDuration(urgency.untilFull)} after its start. Plan the fix before then.`;
  return nextKill === undefined
    ? `Now: ${urgency.unpredicted?.mayBeNear === true ? '' : 'nothing is urgent: '}memory is at ${formatShare(level / limit)} of the limit of ${formatBytes(limit)}${notPredicted(urgency)}${endsItself(ownEnd)}`
    : `Now: nothing is urgent: ${nextKill.basis === undefined ? 'at this rate ' : ''}the limit of ${formatBytes(limit)} is reached in ${timeLeftSaid(nextKill, now)}. Plan the fix before then.`;
}

/** What ends itself below its limit gains nothing by a larger one. */
function boundWithin({ pod, now, level = 0, perHour }: Urgency, own: EndsAtLevel): string {
  return `find what in ${pod} ends it at that level (its log, a memory bound or a maximum of requests in its settings): ${endsAtLevelSaid(own)}, so a larger limit changes nothing${reachesAt(own, now, level, perHour)}`;
}

/** Where nothing is predicted, that is no good news: nothing may be known. */
function openLine(urgency: Urgency, { again, seen }: NonNullable<Urgency['open']>, full: number): string {
  const { limit = 0, ownEnd } = urgency;
  const level = `memory is at ${formatShare(full)} of the limit of ${formatBytes(limit)}`;
  const soon = fullBeforeALook(urgency);
  if (soon !== undefined) return soon;
  const open =
    seen === undefined
      ? 'whether it grows, and when it would be full, the data does not settle'
      : `when it is full is not known, since it was seen for ${formatDuration(seen)} only`;
  return `Now: ${level}; ${open}.${endsItself(ownEnd)} ${again}`;
}

/** What would be full sooner than a second look could settle whether it goes on; undefined where there is time to look. */
export function fullBeforeALook({ limit, level, open }: Urgency): string | undefined {
  if (limit === undefined || level === undefined || open?.fullIn === undefined || open.fullIn >= TIME_TO_LOOK)
    return undefined;
  const now = `Now: memory is at ${formatShare(level / limit)} of the limit of ${formatBytes(limit)}`;
  return level >= FULL * limit
    ? `${now}: raise the limit first, and then look again. It may level off as well.`
    : `${now}, and at the rate of late it would be full in about ${formatDuration(open.fullIn)}, too soon to look again: raise the limit first. It may level off as well.`;
}

/** Share of the limit. Above it a rate says nothing of when it is full. */
const FULL = 0.97;

/** A span. A second look comes no sooner. */
const TIME_TO_LOOK = 5 * MINUTE;

/** That the limit is far off is said where it is; else why nothing is predicted. */
function notPredicted({ unpredicted }: Urgency): string {
  return unpredicted === undefined || unpredicted.farOff === true
    ? ', and no kill is predicted within 30 days.'
    : `. ${unpredicted.why}`;
}

/** That no kill is predicted is no good news where the runtime ends the process before. */
function endsItself(ownEnd: OwnEnd | undefined): string {
  return ownEnd === undefined
    ? ''
    : ` Should the heap fill ${maximumSaid(ownEnd)} (set by ${ownEnd.option}), ${ownEnd.by} ends the process before any kill.`;
}

/** A kill that is nearer than this leaves no quiet hour to choose. */
const AT_ONCE = 6 * HOUR;
/** Below this share of the limit a pod that was never killed is restarted rather than given more. */
const HALF_FULL = 0.5;

/** What still fills as earlier runs did is watched. */
function watchBelow(
  { pod }: Urgency,
  { peak, reached }: NonNullable<Urgency['below']>,
  save: string | undefined,
): string {
  const passes = reached === true ? 'goes on above' : 'passes';
  return `Now: ${first(save, [`watch whether ${pod} ${passes} ${formatBytes(peak)}: earlier runs stood level there, below the limit; a restart fills it again`])}.`;
}

function pressing(urgency: Urgency, save: string | undefined): string {
  const { returned } = urgency;
  if (returned !== undefined && urgency.kills === 0) return `Now: ${first(save, [fallsAgain(urgency.pod, returned)])}.`;
  const { pod, now, limit, level, kills, nextKill, heapFull, ownEnd, deploy } = urgency;
  const rollBack = deploy?.previous === undefined ? [] : [`roll back to ${shortRevision(deploy.previous)}`];
  // Whoever restarts at a quiet hour does it before the earliest moment that the data allows.
  const left = (nextKill?.earliest ?? now) - now;
  const full = ownEnd?.level ?? limit;
  const early = kills === 0 && heapFull === undefined && left > AT_ONCE && (level ?? 0) < HALF_FULL * (full ?? 0);
  if (early && limit !== undefined && nextKill !== undefined) {
    const ways = [...rollBack, `restart ${pod} at a quiet hour`];
    const before =
      ownEnd === undefined ? `the limit of ${formatBytes(limit)}` : `the heap is at ${maximumSaid(ownEnd)}`;
    return `Now: ${first(save, ways)}: ${timeLeftSaid(nextKill, now)} are left before ${before}.`;
  }
  const ways = [...rollBack, ...waysToGainTime(urgency)];
  if (ways.length === 0) return withoutTime(urgency, save);
  const until = heapFull === undefined || kills > 0 ? '' : ` ${fullSaid(heapFull, now)}`;
  return `Now: ${first(save, ways)}.${until}`;
}

function fallsAgain(pod: string, { peak, at: when, low }: Returned): string {
  return `watch whether ${pod} falls again: it was at ${formatBytes(peak)} at ${formatInstant(when)} UTC and fell to ${formatBytes(low)}`;
}

/** What to do about a rise that may be what fell before. */
export function watchReturn({ pod }: Pick<Urgency, 'pod'>, returned: Returned): string {
  return `Now: ${fallsAgain(pod, returned)}.`;
}

function fullSaid(heapFull: HeapFull, now: Instant): string {
  return heapFull.already === true
    ? `The live heap takes nearly all of the ${formatBytes(heapFull.size)} that it may have.`
    : `At this rate the live heap ${fillsWhen(heapFull, now)}`;
}

/** `fills the 2 GiB that it may take in about 33 h.` */
function fillsWhen({ at: full, size, goal }: HeapFull, now: Instant): string {
  if (full <= now && goal === undefined) return `is full any moment: it may take ${formatBytes(size)}.`;
  const left = formatDuration(Math.max(0, full - now));
  return goal === undefined
    ? `fills the ${formatBytes(size)} that it may take in about ${left}.`
    : `meets ${nameWhenMissing('gomemlimit')} (${formatBytes(goal)}) in about ${left}: from then on the collector runs without end, and memory climbs to the limit.`;
}

function first(save: string | undefined, ways: readonly string[]): string {
  return [...(save === undefined ? [] : [save]), ways.join(', or ')].join(', then ');
}

/** A larger limit, or a restart, that gains less than this changes nothing for the person on call. */
const WORTH_IT: Milliseconds = 30 * MINUTE;
/** How much more than a limit is asked for: twice as much gains what the whole limit lasted. */
const MORE = 2;

function waysToGainTime(urgency: Urgency): readonly string[] {
  const { pod, limit, bound, ownEnd, othersSpared } = urgency;
  const gained = gainedBy(urgency);
  if (gained !== undefined && gained < WORTH_IT) return [];
  const time = gained === undefined ? 'to gain time' : `to gain about ${formatDuration(roughly(gained))}`;
  const alone = othersSpared === undefined ? [] : [`restart ${pod} (none of the ${othersSpared} other pods grows)`];
  if (ownEnd !== undefined) return [...alone, `${largerHeapSaid(urgency, ownEnd)} ${time}`];
  if (limit === undefined)
    return alone.length > 0 ? alone : [`restart ${pod} before its memory runs out, to gain time`];
  return [
    ...alone,
    `raise the limit from ${formatBytes(limit)} to ${formatBytes(MORE * limit)}${bound === undefined ? '' : ` and ${bound} with it`} ${time}`,
  ];
}

/** How much longer a container lives with the larger limit, or the larger heap; undefined where no rate is known. */
function gainedBy(urgency: Urgency): Milliseconds | undefined {
  const { limit, perHour, ownEnd } = urgency;
  const more = ownEnd === undefined ? limit && (MORE - 1) * limit : largerHeap(urgency, ownEnd).size - ownEnd.size;
  return more === undefined || perHour === undefined || perHour <= 0 ? undefined : (more / perHour) * HOUR;
}

/** Of a limit a larger heap leaves this share free: what lies beside it grows with it. */
const LEFT_FREE = 0.1;
/** A larger heap that gains less than this is not worth a restart: then the limit is raised with it. */
const WORTH_A_RESTART: Milliseconds = HOUR;
/** Figures that people write into an option. */
const ROUND: Bytes = 64 * MiB;

interface LargerHeap {
  readonly size: Bytes;
  /** Whether the limit has room for it. */
  readonly fits: boolean;
}

/** The largest heap for which the limit has room, where that gains enough; else twice the heap, and the limit that it needs. */
function largerHeap({ limit, perHour = 0 }: Urgency, { size, level }: OwnEnd): LargerHeap {
  const room = limit === undefined ? 0 : Math.floor(((1 - LEFT_FREE) * limit - (level - size)) / ROUND) * ROUND;
  const gains = room > size && (room - size) * HOUR >= WORTH_A_RESTART * perHour;
  return gains ? { size: room, fits: true } : { size: MORE * size, fits: limit === undefined };
}

function largerHeapSaid(urgency: Urgency, own: OwnEnd): string {
  const { limit } = urgency;
  const { size, fits } = largerHeap(urgency, own);
  const from = `raise the heap’s maximum (${own.option}) from ${own.reported ? '' : 'about '}${formatBytes(own.size)} to ${formatBytes(size)}`;
  if (limit === undefined) return from;
  return fits
    ? `${from}, for which the limit of ${formatBytes(limit)} has room,`
    : `${from}, and the limit from ${formatBytes(limit)} to ${formatBytes(MORE * limit)} with it,`;
}

/** A forecast has no more digits than these. */
function roughly(span: Milliseconds): Milliseconds {
  const unit = span > 2 * DAY ? DAY : span > 2 * HOUR ? HOUR : MINUTE;
  return Math.round(span / unit) * unit;
}

function withoutTime(urgency: Urgency, save: string | undefined): string {
  const gained = gainedBy(urgency) ?? 0;
  const futile = `${urgency.ownEnd === undefined ? 'twice the limit' : 'a larger heap'} would gain only about ${formatDuration(gained)}`;
  const next = urgency.fixUnknown === true ? 'find out what grows' : 'go to the fix below';
  return `Now: ${first(save, [next])}: ${futile}.`;
}

function at(level: Bytes | undefined, limit: Bytes | undefined): string {
  return level === undefined || limit === undefined
    ? ''
    : ` (memory is at ${formatShare(level / limit)} of the limit of ${formatBytes(limit)})`;
}

function watchLine({ pod, now }: Urgency, { running, deploy, young }: Over): string {
  const replaced =
    deploy === undefined
      ? `what grew on ${pod} no longer runs`
      : `${shortRevision(deploy.revision)} replaced what grew on ${pod} at ${formatClock(deploy.time)} UTC`;
  if (young !== undefined) {
    const wait = Math.max(MINUTE, young.shownAt - young.age);
    const they = running === 1 ? 'the pod that runs is' : `the ${running} pods that run are`;
    return `Now: wait: ${replaced}, and ${they} ${formatDuration(young.age)} old, too young to show whether the growth is over. Look again at ${formatClock(now + wait)} UTC (in ${formatDuration(wait)}).`;
  }
  const none =
    running === 1 ? 'the pod that runs does not clearly grow' : `none of the ${running} pods that run clearly grows`;
  return `Now: nothing is urgent: ${replaced}, and ${none}. Watch for as long as the growth took to show.`;
}

/** The first line about what does not lie in the heap: no bound of the heap needs to be raised with the limit. */
export function gainTime(urgency: Urgency, save?: string): string {
  const { pod, buffersFull } = urgency;
  if (buffersFull !== undefined)
    return `Now: restart ${pod} to gain time: until then whatever needs a direct buffer fails. A larger ${buffersFull} needs a larger limit as well.`;
  if (urgency.buffersBound !== undefined && urgency.over === undefined && urgency.kills === 0)
    return beforeBuffersEnd(urgency, urgency.buffersBound, save);
  return firstStep({ ...urgency, bound: undefined, heapFull: undefined, ownEnd: undefined }, save);
}

/** What ends by its own bound gains no time by a larger limit. */
function beforeBuffersEnd({ pod, now, deploy, runsFor, kills }: Urgency, bound: BuffersBound, save?: string): string {
  const fails = `${boundSaid(bound, now)}: what needs another one then fails with an OutOfMemoryError, and a larger limit gains no time`;
  const left = bound.at - now;
  const young = mayStillFill({ kills, runsFor, left });
  const age = young === undefined ? '' : ` ${young}`;
  if (left >= SOON) return `Now: nothing is urgent: ${fails}. Plan the fix before then.${age}`;
  const rollBack = deploy?.previous === undefined ? [] : [`roll back to ${shortRevision(deploy.previous)}`];
  return `Now: ${first(save, [...rollBack, `restart ${pod}${left > AT_ONCE ? ' at a quiet hour' : ''}`])}: ${fails}.${age}`;
}

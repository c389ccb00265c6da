import { type Bytes, formatByteRate, formatBytes, formatBytesPair, formatGrowth } from '../measurement/bytes.ts';
import { formatDuration, HOUR, type Milliseconds } from '../measurement/duration.ts';
import { capitalised } from '../measurement/sentence.ts';
import { countOf, formatShare } from '../measurement/share.ts';
import { formatInstant, lengthOf } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { limitAt } from '../metrics/limits.ts';
import type { TrendTest } from '../metrics/mann-kendall.ts';
import { isPresent } from '../metrics/standing.ts';
import { sliceOf } from '../metrics/track.ts';
import type { Returned } from './before-window.ts';
import { chargedBesideRss, swappedOf } from './charged.ts';
import { type Climb, climbOf } from './climb.ts';
import { fallWording } from './falls-now.ts';
import type { FindingKind } from './finding.ts';
import { forecastLine } from './forecast-wording.ts';
import type { Growth } from './growth.ts';
import type { Judgement } from './judgement.ts';
import { killsSaid } from './kill-count.ts';
import { limitReason } from './limit-reason.ts';
import { lookAgain } from './look-again.ts';
import { narrowWording } from './narrow-wording.ts';
import { neverStoodWording } from './never-stood.ts';
import { limitOf, type Observation } from './observation.ts';
import { describeOthers } from './other-pods.ts';
import { ownEndOf } from './own-end.ts';
import { climbNow, slowedClause } from './pace-wording.ts';
import type { RankedPod } from './ranked-pod.ts';
import { risesWording } from './rises-now.ts';
import { stillWording } from './still-wording.ts';
import type { Stretch } from './stretch.ts';

type Wording = Pick<Judgement, 'headline' | 'reasons'>;

/** The verdict on memory in figures. `cause` is what keeps a pod that does not grow at its limit. */
export function describeRss(
  observation: Observation,
  ranked: readonly RankedPod[],
  subject: RankedPod,
  cause: FindingKind | undefined,
): Wording {
  const byRss = ranked.some(({ memory }) => memory !== subject.memory && memory.workingSet === undefined);
  const others = describeOthers(ranked, subject, byRss && chargedBesideRss(observation, subject.memory) !== undefined);
  const limit = limitOf(observation, subject.memory);
  switch (subject.growth.answer) {
    case 'yes':
      return growingWording(observation, subject, limit, others);
    case 'no':
      return stillWording(observation, subject, { limit, others, cause });
    case 'unclear':
      return unclearWording(observation, subject);
  }
}

const UNDER_CACHE =
  'Pages of files fill its working set up to the limit, and gave way as the process grew: RSS is what climbs.';

function growingWording(
  observation: Observation,
  subject: RankedPod,
  limit: Bytes | undefined,
  others: string | undefined,
): Wording {
  const { growth, memory } = subject;
  const climb = climbOf(observation, memory) ?? (growth.stretch && climbOver(growth.stretch));
  const line = `${climbLine(observation, subject, climb)}${killClause(subject, limit)}${fullClause(observation, subject)}`;
  const whole = others === undefined ? line : `${line}; ${others}`;
  const fits = whole.length <= FITS;
  return {
    headline: `${fits ? whole : line}.`,
    reasons: [
      ...(fits || others === undefined ? [] : [`${capitalised(others)}.`]),
      ...(observation.underCache === true ? [UNDER_CACHE] : []),
      ...(growth.byCount === undefined ? [] : [`${growth.byCount}: the rest of it levels off.`]),
      // Of one run the headline has said it.
      ...(climb === undefined || growth.lives <= 1 ? [] : [`Its latest climb: ${levelsIn(climb)}.`]),
      ...(growth.below === undefined ? [] : [belowReason(growth.below)]),
      ...(growth.trend === undefined || growth.trend.tau < MOSTLY_RISES ? [] : [trendReason(growth.trend)]),
      ...(memory.kills.length === 0 ? [] : [killsSaid(observation, memory)]),
      ...(limit === undefined
        ? ['No limit is known, so no kill can be predicted.']
        : [limitReason(observation, memory, limit), forecastLine(observation, subject)]),
    ],
  };
}

/** Characters that the title of a picture has room for on a phone. */
const FITS = 135;

function levelsIn({ from, to, span }: Climb): string {
  return `${formatGrowth(from, to)} in ${formatDuration(span)}`;
}

/** The rate of one run is that of the figures beside it; of several runs it is what is typical of them. */
function climbLine(observation: Observation, ranked: RankedPod, climb: Climb | undefined): string {
  const { name, growth, memory, rate: now } = ranked;
  const subject = subjectOf(observation, memory, name);
  const { lives } = growth;
  if (lives > 1 || climb === undefined) {
    const rate = typicalRate(growth, climb?.span ?? HOUR);
    const each = eachOf(growth);
    const runs = `${each} container runs`;
    const ownRate = now.ofThisRun && (differs(now.perHour, growth.perHour) || areUnlike(growth));
    const level = now.pace?.stands;
    if (ownRate && level !== undefined && ranked.nextKill?.heapFull !== true)
      return `${subject} climbs ${rate} in ${runs} (level for ${formatDuration(level.since)} in the last)`;
    if (ownRate)
      return `${subject} climbs ${climbNow(ranked, climb?.span ?? HOUR)} in this run (${lives > FEW ? 'typically ' : ''}${rate}, in ${each})`;
    // Table and forecast rest on the rate of the run that goes on.
    const said = now.ofThisRun && now.perHour > 0 ? climbNow(ranked, climb?.span ?? HOUR) : rate;
    return `${subject} ${!isPresent(memory) ? 'climbed' : 'climbs'} ${said} in ${runs}`;
  }
  if (now.pace !== undefined) return `${subject} grew ${levelsIn(climb)}, ${slowedClause(now.pace, ranked.nextKill)}`;
  const ofClimb = ((climb.to - climb.from) / Math.max(1, climb.span)) * HOUR;
  // Table and forecast rest on the rate of the run: of one thing there is one figure.
  const perHour = now.ofThisRun && now.perHour > 0 ? now.perHour : ofClimb;
  const rate = formatByteRate(perHour, climb.span);
  if (!differs(perHour, ofClimb, READ_AS_SAME)) return `${subject} grew ${levelsIn(climb)} (${rate})`;
  // Who divides the levels by the span gets another figure: it is said of what time this one is.
  if (now.overDays === true) return `${subject} grew ${levelsIn(climb)}, by ${rate} over whole days`;
  if (growth.onset === undefined) return `${subject} grew ${levelsIn(climb)}, now by ${rate}`;
  return `${subject} grew ${levelsIn(climb)} (${rate} since its onset)`;
}

/** Of so few runs none is typical. */
const FEW = 2;

function eachOf({ lives, growingLives }: Growth): string {
  return growingLives === lives ? `each of ${lives}` : `${growingLives} of ${lives}`;
}

/** Whether a few runs climb at rates of which none is that of the others. */
function areUnlike({ rates }: Growth): boolean {
  return rates.length > 1 && rates.length <= FEW && differs(Math.max(...rates), Math.min(...rates));
}

/** The rate that is typical of several runs; of a few that differ, the slowest and the fastest. */
function typicalRate(growth: Growth, seenFor: Milliseconds): string {
  const { perHour, rates } = growth;
  if (!areUnlike(growth)) return formatByteRate(perHour, seenFor);
  return `${formatByteRate(Math.min(...rates), seenFor)} to ${formatByteRate(Math.max(...rates), seenFor)}`;
}

/** Two rates whose larger is no more than this many times the smaller are one. */
const SAME_RATE = 1.25;

/** Times. What rounded levels and a rounded span leave of one rate. */
const READ_AS_SAME = 1.1;

function differs(a: number, b: number, same = SAME_RATE): boolean {
  return Math.max(a, b) > same * Math.min(a, b);
}

function subjectOf(observation: Observation, memory: PodMemory, name: string): string {
  if (swappedOf(observation, memory) > 0) return `${name}’s memory with swap`;
  return chargedBesideRss(observation, memory) === undefined ? name : `${name}’s working set`;
}

/** ` and is killed at the limit`; where the run that climbs was not killed itself, ` after 3 kills at the limit`. */
function killClause({ growth, memory }: RankedPod, limit: Bytes | undefined): string {
  const kills = memory.kills.length;
  if (kills === 0) return '';
  // A run that was not killed itself climbed after the kills, and ended otherwise where it is gone.
  if (growth.lives <= 1 && memory.lifetimes.at(-1)?.end !== 'oom-killed')
    return `, after ${countOf(kills, 'kill')}${limitThen(memory, limit)}`;
  const probably = memory.inferredKills === kills ? 'probably ' : '';
  return ` and ${killedAt(memory, limit, { gone: !isPresent(memory), probably })}`;
}

/** ` and ends with a full heap` */
function fullClause(observation: Observation, { growth, memory }: RankedPod): string {
  const ended = observation.runs?.pod === memory.pod ? (ownEndOf(observation)?.ended ?? 0) : 0;
  if (ended === 0) return '';
  return growth.lives <= 1 ? `, after ${countOf(ended, 'end')} with a full heap` : ' and ends with a full heap';
}

/** Kills under a limit that was changed since are of the past, and were at that limit. */
function killedAt(
  memory: PodMemory,
  limit: Bytes | undefined,
  { gone, probably }: { readonly gone: boolean; readonly probably: string },
): string {
  const then = limitThen(memory, limit);
  return `${then !== AT_LIMIT || gone ? 'was' : 'is'} ${probably}killed${then}`;
}

const AT_LIMIT = ' at the limit';

function limitThen({ kills, limitSteps = [] }: PodMemory, limit: Bytes | undefined): string {
  const then = limitAt(limitSteps, kills.at(-1) ?? 0);
  return then !== undefined && limit !== undefined && then !== limit
    ? ` at the limit of ${formatBytes(then)} that it had`
    : AT_LIMIT;
}

function climbOver({ start, end, from, to }: Stretch): Climb {
  return { from: start, to: end, span: to - from };
}

/** Kendall’s tau. A floor that rises between fewer pairs than this says (two of three) is no reason. */
const MOSTLY_RISES = 1 / 3;

function belowReason({ runs, peak }: NonNullable<Growth['below']>): string {
  return `${countOf(runs, 'earlier run')} stood level at ${formatBytes(peak)}: whether this one goes on above that is not shown yet.`;
}

/** Kendall's tau as a share of pairs, which needs no statistics to be read. */
function trendReason({ tau }: TrendTest): string {
  return `Its floor rises between ${formatShare((1 + tau) / 2)} of all pairs of moments.`;
}

function unclearWording(observation: Observation, { name, growth, memory }: RankedPod): Wording {
  if (growth.neverStood === true) return neverStoodWording(observation, name, memory);
  const again = lookAgain(observation, memory);
  if (growth.kind === 'too-little') {
    return {
      headline: `Too little to say about ${name}: ${shortOf(memory)}. ${again}`,
      reasons: [tooLittleReason(memory)],
    };
  }
  if (growth.falls !== undefined) return fallWording(observation, { name, falls: growth.falls, memory });
  if (growth.returned !== undefined) return returnedWording(observation, { name, growth, memory }, growth.returned);
  if (growth.narrow !== undefined) return narrowWording(observation, { name, narrow: growth.narrow, memory });
  if (growth.rises !== undefined) return risesWording(observation, { name, rises: growth.rises, memory });
  const { stretch, stands } = growth;
  if (stands !== undefined) {
    const levels = formatGrowth(stands.level - stands.gained, stands.level);
    return {
      headline: `${name} grew ${levels} since its start and has been level for ${formatDuration(stands.stood)}: it is full, or pauses. ${again}`,
      reasons: [
        'Caches fill from the start of a process too; no counter shows whether the traffic went on while memory was level.',
      ],
    };
  }
  const level = stretch === undefined ? '' : ` (${formatBytesPair(stretch.start, stretch.end)})`;
  return {
    headline: `${name} may be growing${level}, but the data does not settle it. ${again}`,
    reasons: [
      `A growing line and a level one explain the floor about equally well (${formatShare(growth.probability)} for growth).`,
    ],
  };
}

/** A rise to a height that the same run reached before the window, and left. */
function returnedWording(
  observation: Observation,
  { name, growth, memory }: Pick<RankedPod, 'name' | 'growth' | 'memory'>,
  { peak, at, low }: Returned,
): Wording {
  const { start = 0, end = 0 } = growth.stretch ?? {};
  const limit = limitOf(observation, memory);
  return {
    headline: `${name} rose ${formatGrowth(start, end)} in ${formatDuration(lengthOf(growth.stretch ?? observation.range))}, and the same run was at ${formatBytes(peak)} at ${formatInstant(at)} UTC, before this window, and fell to ${formatBytes(low)}.`,
    reasons: [
      'What rises may be what fell before: a window that holds both shows whether anything remains.',
      ...(limit === undefined ? [] : [limitReason(observation, memory, limit)]),
    ],
  };
}

/** Samples of one run that a trend needs. */
const FOR_A_TREND = 10;

/** What there is too little of: many samples of a few minutes are not few. */
function shortOf({ rss, lifetimes }: PodMemory): string {
  const most = Math.max(0, ...lifetimes.map(({ from, to }) => sliceOf(rss, from, to).times.length));
  const longest = Math.max(0, ...lifetimes.map(({ from, to }) => to - from));
  return most < FOR_A_TREND
    ? `${countOf(rss.times.length, 'sample')} in this window`
    : `${lifetimes.length === 1 ? 'it was seen for' : 'no run was seen for more than'} ${formatDuration(longest)}`;
}

function tooLittleReason({ rss, lifetimes }: PodMemory): string {
  const samples = lifetimes.map(({ from, to }) => sliceOf(rss, from, to).times.length);
  const most = Math.max(0, ...samples);
  if (most < FOR_A_TREND)
    return `The longest container run has ${countOf(most, 'sample')}; a trend needs about ${FOR_A_TREND}.`;
  const longest = Math.max(0, ...lifetimes.map(({ from, to }) => to - from));
  return `No container run lasted longer than ${formatDuration(longest)}: what rises so early may still be filling.`;
}

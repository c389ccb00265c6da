import type { Instant } from '../foundation/clock.ts';
import { type Bytes, formatByteRate, formatBytes, formatBytesPair, formatFigure } from '../measurement/bytes.ts';
import { DAY, formatDuration, HOUR, MINUTE } from '../measurement/duration.ts';
import { countOf, formatShare } from '../measurement/share.ts';
import { formatClock, formatInstant, lengthOf } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { limitAt } from '../metrics/limits.ts';
import type { TrendTest } from '../metrics/mann-kendall.ts';
import type { NextKill } from '../metrics/next-kill.ts';
import type { Track } from '../metrics/series.ts';
import { quantile, sliceOf } from '../metrics/track.ts';
import { chargedBesideRss } from './charged.ts';
import { type Climb, climbOf } from './climb.ts';
import { memoryOf } from './explanation.ts';
import type { FindingKind } from './finding.ts';
import type { Judgement } from './judgement.ts';
import { levelCause } from './level-cause.ts';
import { lookAgain } from './look-again.ts';
import { limitOf, type Observation } from './observation.ts';
import { endsByItself, growsOnlyCache, type RankedPod } from './ranked-pods.ts';
import { endsOf, restartsSaid } from './restarts.ts';
import type { Stretch } from './stretch.ts';

type Wording = Pick<Judgement, 'headline' | 'reasons'>;

/** The verdict on memory in figures. `cause` is what keeps a pod that does not grow at its limit. */
export function describeRss(
  observation: Observation,
  ranked: readonly RankedPod[],
  subject: RankedPod,
  cause: FindingKind | undefined,
): Wording {
  const others = describeOthers(ranked, subject, chargedBesideRss(observation, subject.memory) !== undefined);
  const limit = limitOf(observation, subject.memory);
  switch (subject.growth.answer) {
    case 'yes':
      return growingWording(observation, subject, limit, others);
    case 'no':
      return stillWording(observation, subject, limit, {
        others,
        cause,
        level: levelCause(observation, subject.memory)?.said,
      });
    case 'unclear':
      return unclearWording(observation, subject);
  }
}

function growingWording(
  observation: Observation,
  subject: RankedPod,
  limit: Bytes | undefined,
  others: string | undefined,
): Wording {
  const { name, growth, memory, nextKill } = subject;
  const { stretch } = growth;
  const climb = climbOf(observation, memory) ?? (stretch && climbOver(stretch));
  const rate = formatByteRate(growth.perHour, climb?.span ?? HOUR);
  const gone = memory.lifetimes.at(-1)?.end !== 'running';
  const kills = memory.kills.length;
  const probably = memory.inferredKills === kills && kills > 0 ? 'probably ' : '';
  const level = climb === undefined ? '' : formatBytesPair(climb.from, climb.to);
  const span = climb === undefined ? '' : formatDuration(climb.span);
  const subjectName = chargedBesideRss(observation, memory) === undefined ? name : `The working set of ${name}`;
  const climbs =
    growth.lives > 1
      ? `${subjectName} ${gone ? 'climbed' : 'climbs'} ${rate} in ${growth.growingLives === growth.lives ? 'each of ' : `${growth.growingLives} of `}${growth.lives} container runs`
      : `${subjectName} grew ${level} in ${span} (${rate})`;
  const end = kills === 0 ? '' : ` and ${killedAt(memory, limit, { gone, probably })}`;
  const tail = others === undefined ? '' : `; ${others}`;
  return {
    headline: `${climbs}${end}${tail}.`,
    reasons: [
      // Of one run the headline has said it.
      ...(climb === undefined || growth.lives <= 1 ? [] : [`Its latest climb: ${level} in ${span}.`]),
      ...(growth.trend === undefined || growth.trend.tau <= 0 ? [] : [trendReason(growth.trend)]),
      ...(kills === 0
        ? []
        : [`${countOf(kills, 'OOM kill')} and ${countOf(memory.restarts, 'restart')} in the window.`]),
      ...(limit === undefined
        ? ['No limit is known, so no kill can be predicted.']
        : [limitReason(observation, memory, limit)]),
      ...(nextKill === undefined
        ? limit === undefined
          ? []
          : [noForecast(observation, memory)]
        : [forecastReason(nextKill, observation.range.to)]),
    ],
  };
}

/** Kills under a limit that was changed since are of the past, and were at that limit. */
function killedAt(
  { kills, limitSteps = [] }: PodMemory,
  limit: Bytes | undefined,
  { gone, probably }: { readonly gone: boolean; readonly probably: string },
): string {
  const then = limitAt(limitSteps, kills.at(-1) ?? 0);
  if (then !== undefined && limit !== undefined && then !== limit)
    return `was ${probably}killed at the limit of ${formatBytes(then)} that it had`;
  return `${gone ? 'was' : 'is'} ${probably}killed at the limit`;
}

function climbOver({ start, end, from, to }: Stretch): Climb {
  return { from: start, to: end, span: to - from };
}

function noForecast(observation: Observation, memory: PodMemory): string {
  if (growsOnlyCache(observation, memory))
    return 'No kill is predicted: what grows is page cache, which the kernel gives back first.';
  if (endsByItself(memory))
    return 'No kill is predicted: its containers end for another reason long before the limit is reached.';
  return memory.lifetimes.at(-1)?.end === 'running'
    ? 'At this rate the limit is more than 30 days off.'
    : 'The container no longer runs.';
}

/** Kendall's tau as a share of pairs, which needs no statistics to be read. */
function trendReason({ tau, z }: TrendTest): string {
  const share = formatShare((1 + tau) / 2);
  return `Its floor rises between ${share} of all pairs of moments (Mann–Kendall z ${formatFigure(z)}, corrected for autocorrelation).`;
}

function limitReason(observation: Observation, memory: PodMemory, limit: Bytes): string {
  const level = memoryOf(observation, memory).values.at(-1) ?? 0;
  const at = memory.lifetimes.at(-1)?.end === 'running' ? 'Now at' : 'Ended at';
  return `${at} ${formatBytes(level)}, ${formatShare(level / limit)} of the limit of ${formatBytes(limit)}${formerLimit(memory, limit)}.`;
}

/** What the limit was before it was changed, where it was. */
function formerLimit({ limitSteps = [] }: PodMemory, limit: Bytes): string {
  const known = limitSteps.flatMap((step) => (step.limit === undefined ? [] : [{ ...step, limit: step.limit }]));
  const since = known.findLast((step, i) => step.limit === limit && known[i - 1]?.limit !== limit);
  const before = since === undefined ? undefined : known[known.indexOf(since) - 1];
  if (since === undefined || before === undefined) return '';
  return ` (${formatBytes(before.limit)} until ${formatInstant(since.from)} UTC)`;
}

function forecastReason({ at, earliest, latest }: NextKill, now: Instant): string {
  const left = (time: Instant) => formatDuration(Math.max(0, time - now));
  if (at - now < SOON)
    return `At this rate the next kill is in about ${left(at)} (${left(earliest)} to ${left(latest)}).`;
  const say = latest - now > DAY / 2 ? formatInstant : formatClock;
  return `At this rate the next kill is at about ${say(at)} UTC (${say(earliest)} to ${say(latest)}).`;
}

/** A clock time is of no use for what comes within minutes. */
const SOON = 10 * MINUTE;

function stillWording(
  observation: Observation,
  { name, growth, memory }: RankedPod,
  limit: Bytes | undefined,
  context: {
    readonly others: string | undefined;
    readonly cause: FindingKind | undefined;
    readonly level: string | undefined;
  },
): Wording {
  const { stretch } = growth;
  const span = formatDuration(stretch === undefined ? lengthOf(observation.range) : stretch.to - stretch.from);
  const range = stretch === undefined ? 'level' : levelsOf(memoryOf(observation, memory), stretch);
  const kills = memory.kills.length;
  const before = kills === 0 ? '' : ` before ${kills === 1 ? 'the kill' : `each of ${kills} kills`}`;
  const reasons = [
    ...(limit === undefined ? [] : [limitReason(observation, memory, limit)]),
    ...(kills === 0 ? ['No OOM kill in the window.'] : [`${countOf(kills, 'OOM kill')} in the window.`]),
    ...(context.others === undefined ? [] : [`${context.others.slice(0, 1).toUpperCase()}${context.others.slice(1)}.`]),
  ];
  const said = headlineOf(context.cause);
  // No one reads "flat" beside kills as the whole of it.
  const killed = kills === 0 || /kill/i.test(said) ? '' : `; it was killed ${countOf(kills, 'time')}`;
  return { headline: `${said}${killed}.`, reasons };

  function headlineOf(cause: FindingKind | undefined): string {
    const at = limit === undefined ? '' : ` of ${formatBytes(limit)}`;
    if (cause === 'load-driven') return `${name} follows the traffic, ${range} over ${span}, and returns with it`;
    if (cause === 'limit-too-small' || cause === 'gc-misconfigured')
      return `${name} is steady at ${range} for ${span} and fills its limit${at}`;
    if (cause === 'burst') return `${name} is flat; memory jumps to its limit${at} within minutes${before}`;
    if (context.level !== undefined) return context.level.replace(/\.$/, '');
    if (cause === 'restarts-not-memory')
      return `${restarted(observation, memory, name)}: ${memory.restarts > 0 ? 'it' : name} stands at ${range}${at}`;
    if (cause === 'page-cache') return `${name}'s own memory is steady at ${range}; page cache fills its limit${at}`;
    const { predecessors } = growth;
    if (predecessors !== undefined)
      return `${name} is young, ${range} in ${span}, and runs as the ${predecessors.runs} runs before it did: they reached ${formatBytes(predecessors.peak)} and grew no further`;
    switch (growth.kind) {
      case 'warm-up':
        return `${name} filled up and levelled off: ${range} over ${span}, flat at the end`;
      case 'step':
        return `${name} stepped once and is level on both sides: ${range} over ${span}`;
      case 'wave':
        return `${name} follows a daily wave, ${range} over ${span}, and returns`;
      case 'falling':
        return `${name} falls: ${range} over ${span}`;
      default:
        return `${name} is flat: ${range} for ${span}`;
    }
  }
}

/** Where memory lies for eight tenths of the time: a start or a dip is not the level. */
const USUALLY = { low: 0.1, high: 0.9 } as const;

function levelsOf(track: Track, { from, to, lowest, highest }: Stretch): string {
  const { values } = sliceOf(track, from, to);
  const [low, high] =
    values.length === 0 ? [lowest, highest] : [quantile(values, USUALLY.low), quantile(values, USUALLY.high)];
  return formatBytes(low) === formatBytes(high) ? formatBytes(low) : formatBytesPair(low, high, '–');
}

function restarted(observation: Observation, memory: PodMemory, name: string): string {
  const restarts = endsOf(observation, memory);
  if (restarts === undefined) return `${name} restarts, and not for memory`;
  return memory.restarts > 0
    ? `${name} ${restartsSaid(restarts)}, and not for memory`
    : `${restartsSaid(restarts)}, and memory does not grow`;
}

function unclearWording(observation: Observation, { name, growth, memory }: RankedPod): Wording {
  const points = memory.rss.times.length;
  const again = lookAgain(observation, memory);
  if (growth.kind === 'too-little') {
    return {
      headline: `Too little to say about ${name}: ${countOf(points, 'sample')} in this window. ${again}`,
      reasons: [tooLittleReason(memory)],
    };
  }
  const { stretch } = growth;
  const level = stretch === undefined ? '' : ` (${formatBytesPair(stretch.start, stretch.end)})`;
  return {
    headline: `${name} may be growing${level}, but the data does not settle it. ${again}`,
    reasons: [
      `A growing line and a level one explain the floor about equally well (${formatShare(growth.probability)} for growth).`,
    ],
  };
}

/** Samples of one run that a trend needs. */
const FOR_A_TREND = 10;

function tooLittleReason({ rss, lifetimes }: PodMemory): string {
  const samples = lifetimes.map(({ from, to }) => sliceOf(rss, from, to).times.length);
  const most = Math.max(0, ...samples);
  if (most < FOR_A_TREND)
    return `The longest container run has ${countOf(most, 'sample')}; a trend needs about ${FOR_A_TREND}.`;
  const longest = Math.max(0, ...lifetimes.map(({ from, to }) => to - from));
  return `No container run lasted longer than ${formatDuration(longest)}: what rises so early may still be filling.`;
}

/** A pod that grows at less than this share of the subject's rate is not the one that gets killed. */
const SLOWER = 0.25;

/** The other pods that are alive, in a clause: what the subject stands out from, or does not. */
function describeOthers(ranked: readonly RankedPod[], subject: RankedPod, byWorkingSet: boolean): string | undefined {
  const others = ranked.filter((pod) => pod.pod !== subject.pod && pod.memory.lifetimes.at(-1)?.end === 'running');
  if (others.length === 0) return undefined;
  const [them, are] = others.length === 1 ? ['the other pod', 'is'] : [`the ${others.length} other pods`, 'are'];
  const growing = others.filter((pod) => pod.growth.answer === 'yes');
  const asFast = growing.filter((pod) => pod.growth.perHour >= SLOWER * subject.growth.perHour);
  if (subject.growth.answer === 'yes' && growing.length > 0 && asFast.length === 0) {
    return growing.length === others.length
      ? `${them} ${others.length === 1 ? 'grows' : 'grow'} far more slowly`
      : `${growing.length} of ${them} ${growing.length === 1 ? 'grows' : 'grow'} far more slowly, the rest not clearly`;
  }
  if (subject.growth.answer === 'yes' && growing.length === others.length)
    return `so ${others.length === 1 ? 'does' : 'do'} ${them}`;
  if (growing.length > 0) return `${growing.length} of ${them} ${growing.length === 1 ? 'grows' : 'grow'} too`;
  // Of the others only RSS was read: what grows beside it in the subject may grow in them too.
  if (byWorkingSet) return `of ${them} only RSS was compared, which does not grow`;
  if (others.every((pod) => pod.growth.answer === 'no')) return `${them} ${are} flat`;
  return `none of ${them} clearly grows`;
}

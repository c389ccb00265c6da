import { type Bytes, formatByteRate, formatBytes, formatBytesPair, formatGrowth } from '../measurement/bytes.ts';
import { formatDuration, HOUR, MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { capitalised } from '../measurement/sentence.ts';
import { countOf, formatShare } from '../measurement/share.ts';
import { formatInstant, lengthOf } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { highest, quantile, sliceOf, spanOf, typicalStep, usualRange } from '../metrics/track.ts';
import type { Returned } from './before-window.ts';
import { burstSeen, isFlat } from './burst-seen.ts';
import { memoryOf } from './charged-memory.ts';
import { staysUpWithLoad } from './comes-back.ts';
import { fallSaid } from './falls-now.ts';
import type { FindingKind } from './finding.ts';
import { fromEachStart } from './from-each-start.ts';
import type { Judgement } from './judgement.ts';
import { killsSaid, withKills } from './kill-count.ts';
import { levelCause } from './level-cause.ts';
import { limitLowered, loweredSaid } from './limit-lowered.ts';
import { limitReason } from './limit-reason.ts';
import type { Observation } from './observation.ts';
import { besidePeak, type PeakBeside, peakBeside } from './peak-beside.ts';
import { peakPassed } from './peak-passed.ts';
import type { RankedPod } from './ranked-pod.ts';
import { endsCounted, endsOf, restartsBriefly, restartsSaid } from './restarts.ts';
import { settlingOf } from './settling.ts';
import { slowClimbs, slowClimbsSaid } from './slow-climbs.ts';
import { stoodHigher } from './stood-higher.ts';

/** A pod whose memory does not grow, and the figures that its headline is made of. */
interface Still {
  readonly observation: Observation;
  readonly subject: RankedPod;
  readonly limit: Bytes | undefined;
  readonly span: string;
  /** Where memory lies for most of the time: `101–124 MiB`. */
  readonly range: string;
  readonly usual: { readonly low: Bytes; readonly high: Bytes };
  /** The highest sample. */
  readonly highest: Bytes;
  /** What the usual range leaves out. */
  readonly peak: PeakBeside | undefined;
}

interface StillContext {
  readonly limit: Bytes | undefined;
  readonly others: string | undefined;
  /** What keeps the pod at its limit, where something does. */
  readonly cause: FindingKind | undefined;
}

/** The verdict on memory that does not grow, in figures. */
export function stillWording(
  observation: Observation,
  subject: RankedPod,
  { limit, others, cause }: StillContext,
): Pick<Judgement, 'headline' | 'reasons'> {
  const { memory, growth } = subject;
  const { stretch } = growth;
  const track = memoryOf(observation, memory);
  const seen = stretch === undefined ? track : sliceOf(track, stretch.from, stretch.to);
  const usual = usualRange(seen);
  const still: Still = {
    observation,
    subject,
    limit,
    span: formatDuration(stretch === undefined ? lengthOf(observation.range) : stretch.to - stretch.from),
    range: stretch === undefined ? 'level' : levelsOf(usual),
    usual,
    highest: track.values.reduce((most, value) => Math.max(most, value), 0),
    peak: peakBeside(seen, usual.high, limit),
  };
  return {
    headline: `${withKills(headlineOf(still, cause), memory.kills.length)}.`,
    reasons: [
      ...(limit === undefined ? [] : [limitReason(observation, memory, limit)]),
      killsSaid(observation, memory, levelCause(observation, memory)?.kind === 'not-enough-data'),
      ...(cause === 'restarts-not-memory' ? waysToEnd(observation, memory) : []),
      ...(others === undefined ? [] : [`${capitalised(others)}.`]),
      ...(cause !== 'load-driven' || growth.returned === undefined ? [] : [returnedReason(growth.returned)]),
      ...(growth.predecessors === undefined ? unseenRate(memory, cause) : []),
    ],
  };
}

/** What shows that memory which follows the traffic comes back, where the window shows the rise alone. */
function returnedReason({ peak, at, low }: Returned): string {
  return `This run was at ${formatBytes(peak)} before, at ${formatInstant(at)} UTC, and fell to ${formatBytes(low)}.`;
}

/** Share of its level by which memory wanders: a smaller gain is no growth to anyone. */
const WANDERS = 0.05;
/** A span. A longer one shows every growth that fills a limit within a day. */
const SHORT: Milliseconds = 2 * HOUR;

/** Which growth a short time cannot show. */
function unseenRate({ rss }: PodMemory, cause: FindingKind | undefined): readonly string[] {
  const span = spanOf(rss);
  if (span >= SHORT || span === 0 || (cause !== 'no-growth' && cause !== 'warm-up')) return [];
  const rate = ((WANDERS * quantile(rss.values, 0.5)) / span) * HOUR;
  return [
    `In ${formatDuration(span)} a growth of less than about ${formatByteRate(rate, HOUR)} does not show: a longer window (⋯ menu) would.`,
  ];
}

function levelsOf({ low, high }: Still['usual'], between = '–'): string {
  return formatBytes(low) === formatBytes(high) ? formatBytes(low) : formatBytesPair(low, high, between);
}

function headlineOf(still: Still, cause: FindingKind | undefined): string {
  const { observation, subject, span } = still;
  const { name, memory } = subject;
  const lowered = cause === 'limit-too-small' ? limitLowered(observation, memory) : undefined;
  if (lowered !== undefined) return loweredSaid(lowered);
  switch (cause) {
    case 'load-driven':
      return `${name} follows the traffic, ${trafficRange(still)} over ${span}${peakOfTraffic(still)}, and ${staysUpWithLoad(observation) ? 'stays up' : 'returns'} with it`;
    case 'limit-too-small':
    case 'gc-misconfigured':
      return (
        levelCause(observation, memory)?.said.replace(/\.$/, '') ??
        peakLine(still) ??
        climbLine(still) ??
        steadyLine(still)
      );
    case 'burst':
      return burstLine(still);
    default:
      return levelCause(observation, memory)?.said.replace(/\.$/, '') ?? otherLine(still, cause);
  }
}

/** The range that the picture of memory and traffic has in its title. */
function trafficRange({ observation, subject }: Still): string {
  const { from, to } = observation.range;
  return levelsOf(usualRange(sliceOf(subject.memory.rss, from, to)));
}

/** Share of the usual high. What stands out of it by more is the peak that the case is about. */
const STANDS_OUT = 1.1;

/** ` and up to 383 MiB` */
function peakOfTraffic({ observation, subject }: Still): string {
  const { from, to } = observation.range;
  const seen = sliceOf(subject.memory.rss, from, to);
  const peak = highest(seen.values);
  return peak > STANDS_OUT * usualRange(seen).high ? ` and up to ${formatBytes(peak)}` : '';
}

/** Of a peak that has passed: memory that was given back is not steady. */
function peakLine({ observation, subject: { name, memory }, limit }: Still): string | undefined {
  const track = memoryOf(observation, memory);
  const last = memory.kills.at(-1);
  if (limit === undefined || last === undefined || !peakPassed(track, memory.lifetimes, limit)) return undefined;
  const now = formatBytesPair(track.values.at(-1) ?? 0, limit, ' of its limit of ');
  return `${name} was killed ${countOf(memory.kills.length, 'time')} at a peak, last at ${formatInstant(last)} UTC, and gave its memory back: ${now}`;
}

/** Of memory that rises for hours before its kills: no one reads "steady" beside 97 → 200 MiB. */
function climbLine({ observation, subject: { name, memory }, limit }: Still): string | undefined {
  const climbs = slowClimbs(observation, memory);
  return climbs === undefined || limit === undefined ? undefined : slowClimbsSaid(name, climbs, memory, limit);
}

/** `101–124 MiB for 3 min, up to 98 % of its limit of 144 MiB`: no one reads "full" beside 81 %. */
function steadyLine({ subject, limit, range, usual, span, highest }: Still): string {
  const { name, memory } = subject;
  const steady = isFlat(usual)
    ? `${name} is steady at ${range} for ${span}`
    : `${name} moves between ${levelsOf(usual, ' and ')} over ${span}`;
  if (limit === undefined) return steady;
  const kills = memory.kills.length;
  return kills > 0
    ? `${steady} and was killed ${countOf(kills, 'time')} under its limit of ${formatBytes(limit)}`
    : `${steady}, up to ${formatShare(Math.min(1, highest / limit))} of its limit of ${formatBytes(limit)}`;
}

function burstLine({ observation, subject, limit, range, usual }: Still): string {
  const { name, memory } = subject;
  const kills = memory.kills.length;
  const each = fromEachStart(memoryOf(observation, memory), memory);
  if (each !== undefined)
    return each.climb === undefined
      ? `${name} was killed ${countOf(kills, 'time')}, typically ${formatDuration(each.within)} after its start, since ${formatInstant(each.since)} UTC`
      : `${name} climbs ${formatGrowth(each.climb.from, each.climb.to)} within ${formatDuration(each.within)} after each start, ${countOf(each.runs, 'time')} since ${formatInstant(each.since)} UTC`;
  const { kills: seen, highest, rose } = burstSeen(observation, memory);
  const upTo = limit === undefined ? formatBytes(highest) : formatBytesPair(highest, limit, ' of its limit of ');
  const stands = isFlat(usual) ? `${name} is flat at ${range}` : `${name} moves between ${levelsOf(usual, ' and ')}`;
  if (kills === 0) return `${stands}, but samples rise to ${upTo}`;
  const before = kills === 1 ? 'the kill' : `each of ${kills} kills`;
  if (seen === 0 && !rose) return `${stands}, and no sample shows what came before ${before}: the highest is ${upTo}`;
  if (seen === 0) return `${stands} before ${before}; samples elsewhere rise to ${upTo}`;
  const jumps = `${stands} and jumps before`;
  const apart = typicalStep(memory.rss);
  const points = apart > COARSE ? `points, which are ${formatDuration(apart)} apart in so long a window` : 'samples';
  // A picture of the minutes before each kill has its own samples, nearer to each other, and sees more.
  if (seen === kills)
    return apart > COARSE
      ? `${jumps} ${before}; points ${formatDuration(apart)} apart see ${upTo} at most`
      : `${jumps} ${before}, up to ${upTo}`;
  return `${jumps} ${seen} of ${kills} kills, up to ${upTo}; the others came between ${points}`;
}

/** A span. Scrapes are nearer to each other: points that are further apart each stand for several. */
const COARSE: Milliseconds = 2 * MINUTE;

/** Memory that steps up and comes back is level on both sides only of the time between. */
function stepLine({ observation, subject, range, span, limit, peak }: Still): string {
  const { name, memory, growth } = subject;
  const track = memoryOf(observation, memory);
  const stood = stoodHigher(growth.stretch ? sliceOf(track, growth.stretch.from, growth.stretch.to) : track);
  const beside = besidePeak(peak, limit);
  return stood === undefined
    ? `${name} stepped once and is level on both sides: ${range} over ${span}${beside}`
    : `${name} stood higher from ${formatInstant(stood.from)} to ${formatInstant(stood.to)} UTC and came back: ${range} over ${span}${beside}`;
}

function otherLine(still: Still, cause: FindingKind | undefined): string {
  const { subject, range, span, limit, usual, peak } = still;
  const { name, growth } = subject;
  const beside = besidePeak(peak, limit);
  if (growth.returned !== undefined) return roseAsBefore(still, growth.returned);
  if (cause === 'restarts-not-memory') return restartedLine(still);
  if (growth.falls !== undefined && cause === 'no-growth') return `${name} rose ${fallSaid(growth.falls)}`;
  if (cause === 'page-cache') return cacheLine(still);
  if (growth.predecessors !== undefined || growth.kind === 'warm-up') return warmUpLine(still);
  switch (growth.kind) {
    case 'stopped':
      return stoppedLine(still);
    case 'step':
      return peak?.upSince !== undefined || isFlat(usual)
        ? `${name} is level at ${range} over ${span}${beside}`
        : stepLine(still);
    case 'wave':
      return waveLine(still);
    case 'falling':
      // A wave that rises again at the end ends where it began.
      return (growth.stretch?.end ?? 0) >= (usual.low + usual.high) / 2
        ? `${name} does not grow: ${range} over ${span}${beside}`
        : `${name} falls: ${range} over ${span}`;
    default:
      return isFlat(usual)
        ? `${name} is flat: ${range} ${peak === undefined ? 'for' : 'over'} ${span}${beside}`
        : `${name} moves and does not grow: ${range} over ${span}${beside}`;
  }
}

/** `qdwsz rose 135 → 229 MiB in 6 h, as in the same hours of a day before, and is no higher than the 221 MiB of 25 Nov 17:15 UTC, from which it fell to 106 MiB` */
function roseAsBefore({ subject: { name, growth }, span }: Still, { peak, at, low }: Returned): string {
  const { start = 0, end = 0 } = growth.stretch ?? {};
  return `${name} rose ${formatGrowth(start, end)} in ${span}, as in the same hours of a day before, to about the ${formatBytes(peak)} of ${formatInstant(at)} UTC, from which it fell to ${formatBytes(low)}`;
}

/** A wave that stands now far above its range has not returned, and what stands out of it is none of it. */
function waveLine({ subject: { name }, range, span, limit, peak }: Still): string {
  const beside = besidePeak(peak, limit);
  return peak?.upSince === undefined
    ? `${name} follows a daily wave, ${range} over ${span}, and returns${beside}`
    : `${name} follows a daily wave, ${range} over ${span}${beside}`;
}

/** The process's own memory is what is resident of it: what counts against the limit holds the cache. */
function cacheLine({ subject: { name, memory, growth }, limit }: Still): string {
  const { stretch } = growth;
  const own = usualRange(stretch === undefined ? memory.rss : sliceOf(memory.rss, stretch.from, stretch.to));
  const moves = isFlat(own) ? `is steady at ${levelsOf(own)}` : `moves between ${levelsOf(own, ' and ')}`;
  return `${name}'s own memory ${moves}; page cache adds the rest of what counts against its limit${limit === undefined ? '' : ` of ${formatBytes(limit)}`}`;
}

/** A line that rose by less than this share of its height looks level. */
const HARDLY = 0.05;

function warmUpLine({ observation, subject, range, span, usual }: Still): string {
  const { name, memory, growth } = subject;
  const settling = settlingOf(observation, memory);
  const before = growth.predecessors;
  if (before?.before === 'job')
    return `${name} went through ${range} in ${span}, as ${before.runs} other runs of this job, which reached ${formatBytes(before.peak)} and ended by themselves`;
  if (before?.before === 'few-of-job')
    return `${name} went through ${range} in ${span}: ${countOf(before.runs, 'run')} of this job ended by ${before.runs === 1 ? 'itself' : 'themselves'}, at ${formatBytes(before.peak)}, and returned that`;
  if (before?.before !== undefined)
    return `${name} is young, ${range} in ${span}, and still below the ${formatBytes(before.peak)} at which ${before.runs} earlier runs, of another revision or limit, stood still`;
  if (before !== undefined)
    return `${name} is young, ${range} in ${span}, and runs as the ${before.runs} runs before it did: they reached ${formatBytes(before.peak)} and grew no further`;
  if (settling.kind === 'slowing')
    return `${name} fills more and more slowly: ${range} over ${span}, ${formatBytes(settling.late)} of it in the last third`;
  return usual.high - usual.low < HARDLY * usual.high
    ? `${name} is level: ${range} for ${span}`
    : `${name} filled up and levelled off: ${range} over ${span}, flat at the end`;
}

/** `m8tqz grew 160 → 576 MiB from 26 Nov 22:00 to 27 Nov 14:00 UTC, then stopped, and is level since: 576 MiB for 22 h` */
function stoppedLine({ subject: { name, growth }, range, span }: Still): string {
  const stop = growth.stands;
  if (stop === undefined) return `${name} grew, then stopped: ${range} over ${span}`;
  const { from, before, at, gained, level, stood } = stop;
  const since = before ? '' : ` from ${formatInstant(from)}`;
  return `${name} grew ${formatGrowth(level - gained, level)}${since} until ${formatInstant(at)} UTC, then stopped, and has been level for ${formatDuration(stood)}`;
}

function waysToEnd(observation: Observation, memory: PodMemory): readonly string[] {
  const restarts = endsOf(observation, memory);
  return restarts === undefined ? [] : endsCounted(restarts);
}

function restartedLine({ observation, subject, range, usual, limit }: Still): string {
  const { name, memory } = subject;
  const restarts = endsOf(observation, memory);
  const level = `${range}${limit === undefined ? '' : ` of ${formatBytes(limit)}`}`;
  const stands = isFlat(usual) ? 'stands' : 'lies';
  if (restarts === undefined) return `${name} restarts, and not for memory: it ${stands} at ${level}`;
  return memory.restarts > 0
    ? `${name} ${restartsBriefly(restarts)}, not for memory: at ${level}`
    : `${restartsSaid(restarts)}, and memory does not grow: ${name} ${stands} at ${level}`;
}

import { type Bytes, formatBytes, formatBytesPair } from '../measurement/bytes.ts';
import { formatDuration } from '../measurement/duration.ts';
import { capitalised } from '../measurement/sentence.ts';
import { countOf, formatShare } from '../measurement/share.ts';
import { lengthOf } from '../measurement/time.ts';
import type { Track } from '../metrics/series.ts';
import { sliceOf, usualRange } from '../metrics/track.ts';
import { burstSeen } from './burst-seen.ts';
import { memoryOf } from './charged-memory.ts';
import type { FindingKind } from './finding.ts';
import type { Judgement } from './judgement.ts';
import { killsSaid, withKills } from './kill-count.ts';
import { levelCause } from './level-cause.ts';
import { limitReason } from './limit-reason.ts';
import type { Observation } from './observation.ts';
import type { RankedPod } from './ranked-pods.ts';
import { endsOf, restartsSaid } from './restarts.ts';
import { settlingOf } from './settling.ts';

/** A pod whose memory does not grow, and the figures that its headline is made of. */
interface Still {
  readonly observation: Observation;
  readonly subject: RankedPod;
  readonly limit: Bytes | undefined;
  readonly span: string;
  /** Where memory lies for most of the time: `101–124 MiB`. */
  readonly range: string;
  /** The highest sample. */
  readonly highest: Bytes;
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
  const still: Still = {
    observation,
    subject,
    limit,
    span: formatDuration(stretch === undefined ? lengthOf(observation.range) : stretch.to - stretch.from),
    range: stretch === undefined ? 'level' : levelsOf(sliceOf(track, stretch.from, stretch.to)),
    highest: track.values.reduce((most, value) => Math.max(most, value), 0),
  };
  return {
    headline: `${withKills(headlineOf(still, cause), memory.kills.length)}.`,
    reasons: [
      ...(limit === undefined ? [] : [limitReason(observation, memory, limit)]),
      killsSaid(observation, memory),
      ...(others === undefined ? [] : [`${capitalised(others)}.`]),
    ],
  };
}

function levelsOf(track: Track): string {
  const { low, high } = usualRange(track);
  return formatBytes(low) === formatBytes(high) ? formatBytes(low) : formatBytesPair(low, high, '–');
}

function headlineOf(still: Still, cause: FindingKind | undefined): string {
  const { observation, subject, range, span } = still;
  const { name, memory } = subject;
  switch (cause) {
    case 'load-driven':
      return `${name} follows the traffic, ${range} over ${span}, and returns with it`;
    case 'limit-too-small':
    case 'gc-misconfigured':
      return levelCause(observation, memory)?.said.replace(/\.$/, '') ?? steadyLine(still);
    case 'burst':
      return burstLine(still);
    default:
      return levelCause(observation, memory)?.said.replace(/\.$/, '') ?? otherLine(still, cause);
  }
}

/** `101–124 MiB for 3 min, up to 98 % of its limit of 144 MiB`: no one reads "full" beside 81 %. */
function steadyLine({ subject, limit, range, span, highest }: Still): string {
  const { name, memory } = subject;
  const steady = `${name} is steady at ${range} for ${span}`;
  if (limit === undefined) return steady;
  const kills = memory.kills.length;
  return kills > 0
    ? `${steady} and was killed ${countOf(kills, 'time')} under its limit of ${formatBytes(limit)}`
    : `${steady}, up to ${formatShare(Math.min(1, highest / limit))} of its limit of ${formatBytes(limit)}`;
}

function burstLine({ observation, subject, limit, range }: Still): string {
  const { name, memory } = subject;
  const kills = memory.kills.length;
  const { kills: seen, highest, rose } = burstSeen(observation, memory);
  const upTo = `${formatBytes(highest)}${limit === undefined ? '' : ` of its limit of ${formatBytes(limit)}`}`;
  if (kills === 0) return `${name} is flat at ${range}, but samples rise to ${upTo}`;
  const before = kills === 1 ? 'the kill' : `each of ${kills} kills`;
  if (seen === 0 && !rose)
    return `${name} is flat at ${range}, and no sample shows what came before ${before}: the highest is ${upTo}`;
  if (seen === 0) return `${name} is flat at ${range} before ${before}; samples elsewhere rise to ${upTo}`;
  const which = seen === kills ? before : `${seen} of ${kills} kills`;
  return `${name} is flat at ${range} and jumps before ${which}, in samples up to ${upTo}`;
}

function otherLine(still: Still, cause: FindingKind | undefined): string {
  const { subject, range, span, limit } = still;
  const { name, growth } = subject;
  if (cause === 'restarts-not-memory') return restartedLine(still);
  if (cause === 'page-cache')
    return `${name}'s own memory is steady at ${range}; page cache adds the rest of what counts against its limit${limit === undefined ? '' : ` of ${formatBytes(limit)}`}`;
  if (growth.predecessors !== undefined || growth.kind === 'warm-up') return warmUpLine(still);
  switch (growth.kind) {
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

/** A line that rose by less than this share of its height looks level. */
const HARDLY = 0.05;

function warmUpLine({ observation, subject, range, span }: Still): string {
  const { name, memory, growth } = subject;
  const settling = settlingOf(observation, memory);
  const before = growth.predecessors;
  if (before !== undefined)
    return `${name} is young, ${range} in ${span}, and runs as the ${before.runs} runs before it did: they reached ${formatBytes(before.peak)} and grew no further`;
  if (settling.kind === 'slowing')
    return `${name} fills more and more slowly: ${range} over ${span}, ${formatBytes(settling.late)} of it in the last third`;
  const { stretch } = growth;
  const small = stretch !== undefined && stretch.highest - stretch.lowest < HARDLY * stretch.highest;
  return small
    ? `${name} is level: ${range} for ${span}`
    : `${name} filled up and levelled off: ${range} over ${span}, flat at the end`;
}

function restartedLine({ observation, subject, range, limit }: Still): string {
  const { name, memory } = subject;
  const restarts = endsOf(observation, memory);
  const level = `${range}${limit === undefined ? '' : ` of ${formatBytes(limit)}`}`;
  if (restarts === undefined) return `${name} restarts, and not for memory: it stands at ${level}`;
  return memory.restarts > 0
    ? `${name} ${restartsSaid(restarts)}, and not for memory: it stands at ${level}`
    : `${restartsSaid(restarts)}, and memory does not grow: ${name} stands at ${level}`;
}

import type { Instant } from '../foundation/clock.ts';
import { type Bytes, formatByteRate, formatBytes } from '../measurement/bytes.ts';
import { formatDuration, HOUR, type Milliseconds } from '../measurement/duration.ts';
import { countOf } from '../measurement/share.ts';
import type { Lifetime, PodMemory } from '../metrics/lifetime.ts';
import { median, sliceOf } from '../metrics/track.ts';
import type { CaseFile } from './case-file.ts';
import { chargedOf } from './charged-memory.ts';
import { type Growth, growthOf } from './growth.ts';
import { memoryGrowth } from './memory-growth.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';

/** Runs before the one that goes on which grew as it does. */
export interface GrewAlike {
  readonly runs: number;
  /** How many of them were killed for memory. */
  readonly killed: number;
  /** How many revisions they were of, as far as those are known. */
  readonly revisions: number;
  readonly perHour: number;
}

/** Runs that are judged for growth: the latest show as much as all. */
const MOST_JUDGED = 8;
/** Share of a rate. A run that grew more slowly than this is warming up, and does not leak the same. */
const COMPARABLE = 0.25;

/** Of runs that began before a moment and are known to be of another revision than `revision`, those that grew at a comparable rate. */
export function grewAlikeBefore(
  observation: Observation,
  {
    before,
    revision,
    perHour,
    ended,
  }: {
    readonly before: Instant;
    readonly revision?: string | undefined;
    readonly perHour: number;
    /** Whether only those count that are over. */
    readonly ended?: true | undefined;
  },
): GrewAlike {
  const runs = observation.pods
    .flatMap((pod) => pod.lifetimes.map((life) => ({ pod, life })))
    .filter(({ life }) => life.from < before && (revision === undefined || (life.revision ?? revision) !== revision))
    .filter(({ life }) => ended !== true || hasEnded(life, observation))
    .toSorted((a, b) => b.life.to - a.life.to)
    .slice(0, MOST_JUDGED)
    .flatMap(({ pod, life }) => {
      const growth = growthOf(chargedOf(pod), [life], { limit: limitOf(observation, pod) });
      return growth.answer === 'yes' && growth.perHour >= COMPARABLE * perHour ? [{ life, rate: growth.perHour }] : [];
    });
  return {
    runs: runs.length,
    killed: runs.filter(({ life: { end } }) => end === 'oom-killed').length,
    revisions: new Set(runs.flatMap(({ life }) => life.revision ?? [])).size,
    perHour: median(runs.map(({ rate }) => rate)),
  };
}

/** Whether a run is over: one that still runs began beside the others, and no start has ended it. */
function hasEnded({ end, to }: Lifetime, { range, step }: Observation): boolean {
  return end !== 'running' || to < range.to - GONE * step;
}

/** Steps of the samples. A run without a sample in its last ones went with its pod. */
const GONE = 10;

/** A growth that comes again with each start, and is mostly cut off by the next one before it fills the limit. */
export interface ResetByStarts {
  readonly runs: number;
  /** How many revisions the runs before were of; one where what starts it again is no deploy. */
  readonly revisions: number;
  readonly perHour: number;
  readonly limit: Bytes;
  /** How long a run takes from its start to the limit. */
  readonly lasts: Milliseconds;
}

/** Fewer runs are no habit. */
const SEVERAL = 3;
/** A rate may be so many times another’s and be the same growth. */
const ALIKE = 2;

export function resetByStarts(observation: Observation, pod: PodMemory, growth: Growth): ResetByStarts | undefined {
  const limit = limitOf(observation, pod);
  const last = pod.lifetimes.at(-1);
  if (growth.answer !== 'yes' || growth.perHour <= 0 || limit === undefined || last === undefined) return undefined;
  const before = grewAlikeBefore(observation, { before: last.from, perHour: growth.perHour, ended: true });
  const { runs, killed, revisions, perHour } = before;
  if (runs < SEVERAL || killed > runs / 2) return undefined;
  if (Math.max(perHour, growth.perHour) > ALIKE * Math.min(perHour, growth.perHour)) return undefined;
  const lasts = ((limit - startOf(pod, last)) / growth.perHour) * HOUR;
  return lasts > 0 ? { runs, revisions, perHour, limit, lasts } : undefined;
}

/** Samples whose median is where a run began. */
const FIRST = 5;

function startOf(pod: PodMemory, { from, to }: Lifetime): Bytes {
  return median(sliceOf(chargedOf(pod), from, to).values.subarray(0, FIRST));
}

/** Where memory grows, that it did in every run before. */
export function resetLines({ observation, steps }: Pick<CaseFile, 'observation' | 'steps'>): readonly string[] {
  const grows = steps.some(({ answer, means }) => answer === 'yes' && means.yes === 'memory-grows');
  const pod = grows ? chosenPod(observation) : undefined;
  const reset = pod && resetByStarts(observation, pod, memoryGrowth(observation, pod));
  return reset === undefined ? [] : [resetLine(reset)];
}

/** `The 8 runs before it, of 4 revisions, grew alike (5.1 MiB/h): each deploy starts it again, and no deploy began it. …` */
function resetLine({ runs, revisions, perHour, limit, lasts }: ResetByStarts): string {
  const [what, of] = revisions > 1 ? ['deploy', `, of ${countOf(revisions, 'revision')},`] : ['new start', ''];
  return `The ${countOf(runs, 'run')} before it${of} grew alike (${formatByteRate(perHour, HOUR)}): each ${what} resets it, and none of them began it. Without one, a run meets the limit of ${formatBytes(limit)} about ${formatDuration(lasts)} after its start.`;
}

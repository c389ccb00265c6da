import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import { DAY, formatDuration, HOUR } from '../measurement/duration.ts';
import { countOf } from '../measurement/share.ts';
import { formatInstant } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { standingOf } from '../metrics/standing.ts';
import { guideTo } from '../runtime/runtimes.ts';
import { boundSaid } from './buffers-bound.ts';
import { swappedOf } from './charged.ts';
import { memoryOf } from './charged-memory.ts';
import { dataEndsBelow } from './data-bound.ts';
import { dataEndsSaid } from './data-bound-words.ts';
import { endsAtLevel, endsAtLevelSaid, reachesAt } from './ends-at-level.ts';
import { buffersEndBelow, endsByItself, growsOnlyCache, hasStopped } from './forecast.ts';
import { longestRun } from './job-runs.ts';
import { limitOf, type Observation } from './observation.ts';
import type { RankedPod } from './ranked-pod.ts';
import { roomAlone } from './room-alone.ts';

const NEXT_RUN_UNKNOWN = 'The next run begins soon; too few were seen from start to kill to predict how long it lives.';

/** No forecast goes further. */
const FARTHEST = 30 * DAY;

/** Why no kill of a pod is predicted whose memory grows. */
export interface Unpredicted {
  /** As a sentence. */
  readonly why: string;
  /** Set where nothing but the rate counts, and by it the limit is more than 30 days off. */
  readonly farOff?: true | undefined;
  /** Set where the rate leaves less than 30 days all the same: that is no calm. */
  readonly mayBeNear?: true | undefined;
}

/** Why no kill of a pod is predicted whose memory grows. That its limit is far off is said only where it is. */
export function unpredicted(
  observation: Observation,
  ranked: Pick<RankedPod, 'memory' | 'rate' | 'growth'>,
): Unpredicted {
  const { memory, rate } = ranked;
  const { pace, perHour } = rate;
  const why = otherReason(observation, ranked);
  if (why !== undefined) return { why };
  switch (standingOf(memory)) {
    case 'running':
      if (pace !== undefined && pace.perHour <= 0)
        return {
          why:
            memory.lifetimes.length > 1
              ? 'No kill is predicted: the run that goes on does not climb as those before it did.'
              : 'No kill is predicted: memory does not climb now.',
        };
      return farOff(observation, memory, perHour);
    case 'between-runs':
      return { why: NEXT_RUN_UNKNOWN };
    case 'gone':
      return { why: 'The pod no longer runs.' };
  }
}

/** What speaks against a kill whatever the rate is, as a sentence. */
function otherReason(
  observation: Observation,
  { memory, rate: { pace, perHour }, growth }: Pick<RankedPod, 'memory' | 'rate' | 'growth'>,
): string | undefined {
  if (growth.earlier === true)
    return 'No kill is predicted: what grew was an earlier revision, and what runs now is too young to be judged.';
  if (growth.below !== undefined)
    return `No kill is predicted: it ${growth.below.reached === true ? 'slows down at about' : 'is below'} the ${formatBytes(growth.below.peak)} at which ${countOf(growth.below.runs, 'earlier run')} stood level.`;
  if (swappedOf(observation, memory) > 0)
    return 'No kill is predicted: swap takes what the limit does not hold, and no metric here shows when it is full.';
  const cache = growsOnlyCache(observation, memory);
  if (cache !== undefined) return cacheSaid(cache, timeLeft(observation, memory, perHour));
  const room = roomAlone(observation, memory);
  if (room?.uncollected === true)
    return `No kill is predicted: nothing was collected yet, and the collector works from ${formatBytes(room.size)} of heap on at the latest, which fits into the limit.`;
  if (room?.other === true)
    return `No kill is predicted: it climbs as the pod that was looked at, which fills room of its heap up to ${formatBytes(room.level)} at most.`;
  if (room !== undefined)
    return `No kill is predicted: what grows is room of a heap that takes ${formatBytes(room.size)} at most, and the live heap in it does not.`;
  if (longestRun(observation, memory) !== undefined && standingOf(memory) === 'running')
    return 'No kill is predicted: earlier runs of this job ended by themselves sooner than this one would meet the limit.';
  const own = standingOf(memory) === 'running' ? endsAtLevel(observation, memory) : undefined;
  if (own !== undefined) {
    const present = memoryOf(observation, memory).values.at(-1) ?? 0;
    return `No kill is predicted: ${endsAtLevelSaid(own)}${reachesAt(own, observation.range.to, present, perHour)}.`;
  }
  const [level, limit] = [memoryOf(observation, memory).values.at(-1) ?? 0, limitOf(observation, memory)];
  const buffers = limit === undefined ? undefined : buffersEndBelow(observation, level, limit);
  if (buffers !== undefined && perHour > 0 && standingOf(memory) === 'running')
    return `No kill is predicted: ${boundSaid(buffers, observation.range.to)}, before the limit.`;
  const data = limit === undefined ? undefined : dataEndsBelow(observation, level, limit);
  const said = data && dataEndsSaid(data, guideTo(observation.runtime).words, observation.range.to);
  if (said !== undefined && perHour > 0 && standingOf(memory) === 'running') return `No kill is predicted: ${said}.`;
  if (endsByItself(memory))
    return 'No kill is predicted: its containers end for another reason long before the limit is reached.';
  if (pace?.stands !== undefined)
    return `No kill is predicted: memory has stood level for ${formatDuration(pace.stands.since)}${pace.stands.inSteps ? '; the next step decides' : ''}.`;
  return undefined;
}

/** Memory-backed files are given back by no one: where nothing shows that it is not they, the limit may be reached. */
function cacheSaid(cache: 'proven' | 'unproven', left: number | undefined): string {
  if (cache === 'proven') return 'No kill is predicted: what grows is page cache, which the kernel gives back first.';
  const files =
    left === undefined || left > FARTHEST
      ? 'memory-backed files are not given back'
      : `if it is memory-backed files, the limit is reached in about ${formatDuration(left)} at this rate`;
  return `No kill is predicted: if what grows is page cache, the kernel gives it back first; ${files}.`;
}

function farOff(observation: Observation, memory: PodMemory, perHour: number): Unpredicted {
  const track = memoryOf(observation, memory);
  if (hasStopped(track, observation.range.to)) return unseenSince(observation, memory, perHour);
  const left = timeLeft(observation, memory, perHour);
  return left === undefined || left > FARTHEST
    ? { why: 'At this rate the limit is more than 30 days off.', farOff: true }
    : {
        why: `No kill is predicted, though at this rate about ${formatDuration(left)} are left before the limit.`,
        mayBeNear: true,
      };
}

/** A container whose samples ended may have been replaced: what its rate means is said of whatever took its place. */
function unseenSince(observation: Observation, memory: PodMemory, perHour: number): Unpredicted {
  const { times, values } = memoryOf(observation, memory);
  const stands = values.findLastIndex((value) => value !== values.at(-1)) + 1;
  const at = times[stands] ?? observation.range.to;
  const seen = `No kill is predicted: its memory was last seen to move at ${formatInstant(at)} UTC, and its pod may have been replaced`;
  const left = timeLeft(observation, memory, perHour);
  return left === undefined || left > FARTHEST
    ? { why: `${seen}.` }
    : { why: `${seen}. Should it still run, about ${formatDuration(left)} were left then.`, mayBeNear: true };
}

function timeLeft(observation: Observation, memory: PodMemory, perHour: number): number | undefined {
  const limit: Bytes | undefined = limitOf(observation, memory);
  const level = memoryOf(observation, memory).values.at(-1);
  if (limit === undefined || level === undefined || perHour <= 0) return undefined;
  return (Math.max(0, limit - level) / perHour) * HOUR;
}

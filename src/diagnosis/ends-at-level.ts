import type { Instant } from '../foundation/clock.ts';
import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import { HOUR } from '../measurement/duration.ts';
import { countOf } from '../measurement/share.ts';
import { formatClock } from '../measurement/time.ts';
import type { Lifetime, PodMemory } from '../metrics/lifetime.ts';
import { highest, median, sliceOf } from '../metrics/track.ts';
import { memoryOf } from './charged-memory.ts';
import { limitOf, type Observation } from './observation.ts';
import { livesSinceChange } from './same-program.ts';

/** Runs that the process ended itself, all at one level below its limit: something in it watches its memory. */
export interface EndsAtLevel {
  readonly runs: number;
  readonly level: Bytes;
  readonly limit: Bytes | undefined;
  readonly exitCode: number | undefined;
}

/** One run may have been ended by a person. */
const SEVERAL = 2;
/** Share by which the levels of the ends differ at most. */
const ALIKE = 0.08;
/** A share of the level: what a run gained before its end, at least. */
const CLIMBED = 0.15;
/** A share of the limit. What ends nearer to it may have been ended by it. */
const BELOW = 0.93;
/** Samples whose median is where a run began, and samples before an end. */
const [FIRST, LAST] = [5, 2];
/** From here on an exit code names a signal, which comes from outside. */
const FIRST_OF_SIGNALS = 128;

/** Undefined where a run of the same program was killed, ended at another level, or for a reason that no metric names. */
export function endsAtLevel(observation: Observation, pod: PodMemory): EndsAtLevel | undefined {
  const ended = livesSinceChange(pod.lifetimes).filter(({ end, replaced }) => end !== 'running' && replaced !== true);
  const limit = limitOf(observation, pod);
  if (pod.kills.length > 0 || ended.length < SEVERAL || !ended.every(byItself)) return undefined;
  const track = memoryOf(observation, pod);
  const climbs = ended.map(({ from, to }) => {
    const { values } = sliceOf(track, from, to);
    return { start: median(values.subarray(0, FIRST)), end: highest(values.slice(-LAST)) };
  });
  const ends = climbs.map(({ end }) => end);
  const level = median(ends);
  const alike = Math.max(...ends) - Math.min(...ends) <= ALIKE * level;
  const climbed = climbs.every(({ start, end }) => end - start >= CLIMBED * level);
  if (!alike || !climbed || (limit !== undefined && Math.max(...ends) >= BELOW * limit)) return undefined;
  return { runs: ended.length, level, limit, exitCode: ended.at(-1)?.exitCode };
}

function byItself({ reason, exitCode }: Lifetime): boolean {
  if (reason === 'OOMKilled' || reason === 'Evicted') return false;
  return exitCode === undefined ? reason === 'Completed' : exitCode < FIRST_OF_SIGNALS;
}

/** `its last 4 runs ended themselves at about 800 MiB (exit code 0), below the limit of 1 GiB` */
export function endsAtLevelSaid({ runs, level, limit, exitCode }: EndsAtLevel): string {
  const code = exitCode === undefined ? '' : ` (exit code ${exitCode})`;
  const below = limit === undefined ? '' : `, below the limit of ${formatBytes(limit)}`;
  return `its last ${countOf(runs, 'run')} ended themselves at about ${formatBytes(level)}${code}${below}`;
}

/** When the run that goes on reaches that level, as a clause; empty where it does not rise. */
export function reachesAt({ level }: EndsAtLevel, now: Instant, present: Bytes, perHour: number | undefined): string {
  if (perHour === undefined || perHour <= 0) return '';
  const at = now + (Math.max(0, level - present) / perHour) * HOUR;
  return `; at this rate the run that goes on is there at about ${formatClock(at)} UTC`;
}

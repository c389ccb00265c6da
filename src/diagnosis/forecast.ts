import { liveBound } from '../attribution/full-heap.ts';
import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { killOfNextRun, type NextKill, nextKillOf } from '../metrics/next-kill.ts';
import type { Track } from '../metrics/series.ts';
import { standingOf } from '../metrics/standing.ts';
import { typicalStep } from '../metrics/track.ts';
import { type BuffersBound, buffersBoundOf } from './buffers-bound.ts';
import { swappedOf } from './charged.ts';
import { memoryOf } from './charged-memory.ts';
import { dataEndsBelow } from './data-bound.ts';
import { endsAtLevel } from './ends-at-level.ts';
import { explanationOf } from './explanation.ts';
import { givenBackOf, withoutCache } from './given-back.ts';
import type { Growth } from './growth.ts';
import { heapFillOf, liveFillOf } from './heap-fill.ts';
import { longestRun } from './job-runs.ts';
import { judgedByHistory } from './judged-by-history.ts';
import { leftNow } from './left-in-pod.ts';
import { memoryGrowth } from './memory-growth.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';
import { outlook } from './outlook.ts';
import { type OwnEnd, ownEndOf } from './own-end.ts';
import { rateNow } from './rate-now.ts';
import { roomAlone } from './room-alone.ts';
import { livesSinceChange } from './same-program.ts';

/** The next kill of one pod; undefined for a pod that is gone, does not grow or has no limit. */
export function forecastOf(observation: Observation, name: string): NextKill | undefined {
  const pod = observation.pods.find((each) => each.pod === name);
  return pod && forecast(observation, pod, judgedByHistory(observation, pod, memoryGrowth(observation, pod)));
}

export function forecast(observation: Observation, pod: PodMemory, growth: Growth): NextKill | undefined {
  const standing = standingOf(pod);
  if (standing === 'between-runs')
    return growth.answer === 'yes' ? killOfNextRun(observation.range.to, livesSinceChange(pod.lifetimes)) : undefined;
  const limit = limitOf(observation, pod);
  const track = memoryOf(observation, pod);
  const taken = track.values.at(-1);
  if (hasStopped(track, observation.range.to)) return undefined;
  if (growth.answer !== 'yes' || limit === undefined || taken === undefined || standing === 'gone') return undefined;
  const level = taken + leftNow(observation, pod);
  // The rate of another revision is none of the run that goes on.
  if (growth.earlier === true) return undefined;
  // What still fills as earlier runs did is expected to stop where they stood.
  if (growth.below !== undefined && growth.below.peak < limit) return undefined;
  // What lies in swap fills no limit.
  if (growsOnlyCache(observation, pod) !== undefined || swappedOf(observation, pod) > 0) return undefined;
  // What a bounded heap takes of the room it was given ends below the limit.
  if (roomAlone(observation, pod) !== undefined) return undefined;
  const { perHour, ofThisRun, pace } = rateNow(observation, pod, growth);
  const own = pod.kills.length === 0 ? ownEndOf(observation) : undefined;
  const cache = givenBackOf(observation, pod);
  const rates = [
    withoutCache(perHour, cache),
    ...(ofThisRun ? [] : growth.rates.map((rate) => withoutCache(rate, cache))),
  ] as const;
  const kill =
    fullHeap(observation, pod, { own, limit, level }) ??
    outlook(observation, pod, growth, {
      level: level - (cache?.level ?? 0),
      limit: Math.min(limit, own?.level ?? limit),
      rates,
      slowed: pace?.slowed === true,
      part: withoutCache(1, cache),
    });
  if (kill === undefined || (!((own?.ended ?? 0) > 0) && endsBefore(pod, kill.at))) return undefined;
  if (endsWithItsWork(observation, pod, kill.at)) return undefined;
  if (own === undefined && endsAtLevel(observation, pod) !== undefined) return undefined;
  if (own === undefined && buffersEndBelow(observation, level, limit) !== undefined) return undefined;
  if (own === undefined && dataEndsBelow(observation, level, limit) !== undefined) return undefined;
  return own === undefined ? kill : { ...kill, heapFull: true };
}

/** Direct buffers that reach their own bound before memory meets the limit; of all pods what the chosen one shows. */
export function buffersEndBelow(observation: Observation, level: Bytes, limit: Bytes): BuffersBound | undefined {
  const bound = buffersBoundOf(observation);
  return bound !== undefined && level + bound.max - bound.size < limit ? bound : undefined;
}

interface Filling {
  readonly own: OwnEnd | undefined;
  readonly limit: Bytes;
  readonly level: Bytes;
}

/** When what lives in a bounded heap fills it; of a pod that is not looked at closer, as far as it stands from the one that is. */
function fullHeap(observation: Observation, pod: PodMemory, { own, limit, level }: Filling): NextKill | undefined {
  const chosen = chosenPod(observation);
  if (own === undefined || chosen === undefined) return undefined;
  const fill = heapFillOf(observation, limit) ?? liveFillOf(observation);
  if (fill === undefined) return undefined;
  const ends = endsBetween(observation, own.size);
  if (pod === chosen) return killBetween(ends, (size) => nextKillOf(fill.since, fill.live, size, [fill.perHour]));
  const now = memoryOf(observation, chosen).values.at(-1) ?? level;
  const left = (size: Bytes) => now + Math.max(0, size - fill.live);
  return killBetween(ends, (size) => nextKillOf(observation.range.to, level, left(size), [fill.perHour]));
}

/**
 * The sizes between which the live heap of a process is full. Where the old generation has a bound of its own, what lives fills the
 * young one after it, as far as the collector makes room: with -Xmx of 96 to 400 MiB an OutOfMemoryError came with 0.78 to 0.96 of it
 * alive (JDK 17 and 25, Parallel and Serial), where the old generation is 0.67 of it.
 */
function endsBetween(observation: Observation, whole: Bytes): readonly [first: Bytes, last: Bytes] {
  const run = explanationOf(observation)?.ledger.run;
  const first = run === undefined ? undefined : liveBound(run);
  return [Math.min(first ?? whole, whole), whole];
}

/** From the first moment to the last, and in their middle where they differ. */
function killBetween(
  [first, last]: readonly [first: Bytes, last: Bytes],
  killAt: (size: Bytes) => NextKill | undefined,
): NextKill | undefined {
  const [middle, soonest, latest] = [killAt((first + last) / 2), killAt(first), killAt(last)];
  if (middle === undefined || soonest === undefined) return undefined;
  return { at: middle.at, earliest: soonest.earliest, latest: (latest ?? middle).latest };
}

/** Scrapes. Memory that was not seen for longer, or repeats its last value for longer, belongs to a container that may have ended. */
const UNSEEN_SCRAPES = 3;
/** Of its steps before, memory that grows may have repeated a value in this share, and a last value that stands be an end. */
const REPEATS = 0.1;

/** Whether the samples of a container have ended: Prometheus repeats the last one for up to 5 minutes. */
export function hasStopped(track: Track, now: Instant): boolean {
  const { times, values } = track;
  if (now - (times.at(-1) ?? now) > UNSEEN_SCRAPES * typicalStep(track)) return true;
  const stands = values.findLastIndex((value) => value !== values.at(-1)) + 1;
  if (values.length - 1 - stands < UNSEEN_SCRAPES) return false;
  const moving = values.subarray(0, stands + 1);
  return moving.filter((value, i) => value === moving[i - 1]).length < REPEATS * moving.length;
}

/**
 * Page cache is given back before anything is killed: its growth predicts no kill. `unproven` where no metric separates it from
 * memory-backed files, and nothing was killed. What grows in the other pods of a service is taken for what grows in the one that
 * is looked at.
 */
export function growsOnlyCache(
  observation: Observation,
  { pod, workingSet, kills }: PodMemory,
): 'proven' | 'unproven' | undefined {
  const seen = observation.runs?.pod === pod || workingSet !== undefined;
  const cause = seen ? explanationOf(observation)?.leader?.cause : undefined;
  if (cause === 'active-file') return 'proven';
  return cause === 'file' && kills.length === 0 ? 'unproven' : undefined;
}

/** One restart may be a person's. */
const SEVERAL_RESTARTS = 2;

/** Whether containers of a pod ended again and again, none of them for memory. */
export function endsByItself({ kills, restarts }: PodMemory): boolean {
  return kills.length === 0 && restarts >= SEVERAL_RESTARTS;
}

/** A container that reached this many times the age of any before has stopped ending. */
const OUTLIVED = 2;

/** Whether the runs of a job have ended by themselves before the moment: one that takes as long ends as they did. */
export function endsWithItsWork(observation: Observation, pod: PodMemory, at: Instant): boolean {
  const life = pod.lifetimes.at(-1);
  const longest = longestRun(observation, pod);
  return life !== undefined && longest !== undefined && at - (life.startedAt ?? life.from) > longest;
}

/** Whether the containers of a pod end by themselves long before a moment. */
function endsBefore(pod: PodMemory, at: Instant): boolean {
  const ages = pod.lifetimes.slice(0, -1).map(({ from, to }) => to - from);
  const from = pod.lifetimes.at(-1)?.from ?? at;
  return endsByItself(pod) && at - from > OUTLIVED * Math.max(0, ...ages);
}

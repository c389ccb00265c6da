import { steadyShare } from '../attribution/shares.ts';
import type { Instant } from '../foundation/clock.ts';
import { type Bytes, MiB } from '../measurement/bytes.ts';
import { HOUR, type Milliseconds } from '../measurement/duration.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { quantile, sliceOf, spanOf, usualRange } from '../metrics/track.ts';
import { memoryOf } from './charged-memory.ts';
import { isQuiet } from './climbed-before.ts';
import { explanationOf } from './explanation.ts';
import type { FindingKind } from './finding.ts';
import { fromEachStart } from './from-each-start.ts';
import { endsForItsHeap } from './full-end.ts';
import { gcFault } from './gc-setting.ts';
import type { Growth } from './growth.ts';
import { earlierOf, withoutTraffic } from './kept-without-traffic.ts';
import { levelCause } from './level-cause.ts';
import { standsLongEnough } from './level-shown.ts';
import { limitLowered } from './limit-lowered.ts';
import { loadLink, staysUp } from './load.ts';
import { isNarrow } from './narrow-window.ts';
import { nodeRanOut } from './node-ran-out.ts';
import { limitOf, type Observation } from './observation.ts';
import { neverFell, onlyRose } from './only-rose.ts';
import { peakBeside } from './peak-beside.ts';
import { peakPassed } from './peak-passed.ts';
import { namedOtherwise } from './restarts.ts';
import { sinceChange } from './same-program.ts';
import { slowClimbs } from './slow-climbs.ts';
import { hasStoppedEnding } from './stopped-ending.ts';

/** A steady state that fills this share of its limit leaves no room for an ordinary peak. */
const FULL = 0.85;
/** Where nothing ended, level memory below this share of its limit has shown that it fits. */
const FULL_IN_ONE_RUN = 0.95;
/** A container whose usual level is below this share did not fill its limit: something sudden did. */
const ROOMY = 0.6;
/** Memory counted as working set but not as RSS is page cache, once it is this share of the limit. */
const LARGE_CACHE = 0.25;

/** Rank correlation from which on memory is said to follow the traffic. */
const FOLLOWS_LOAD = 0.7;

/** Why a pod that does not grow was killed, or may be: since its revision or limit last changed. */
export function stillCause(observation: Observation, whole: PodMemory, growth: Growth): FindingKind {
  const pod = sinceChange(whole);
  const limit = limitOf(observation, pod);
  if (limitLowered(observation, whole) !== undefined) return 'limit-too-small';
  const level = levelCause(observation, whole);
  if (level !== undefined) return level.kind;
  const { usual, high } = levelsOf(observation, pod);
  // Kubernetes named why it ended again and again, and it was not memory: a larger limit changes nothing.
  const endsOtherwise = pod.kills.length === 0 && namedOtherwise(pod) && !endsForItsHeap(observation, pod);
  if (limit !== undefined) {
    if (observation.runs?.pod !== pod.pod && isPageCache(observation, limit, high)) return 'page-cache';
    if (peakPassed(memoryOf(observation, whole), pod.lifetimes, limit)) return 'limit-too-small';
    const sudden = usual < ROOMY * limit && (pod.kills.length > 0 || burstsInto(pod, limit));
    if (sudden && slowClimbs(observation, pod) === undefined) return 'burst';
    const full = pod.restarts > 0 ? FULL : FULL_IN_ONE_RUN;
    if ((high >= full * limit && !endsOtherwise) || pod.kills.length > 0)
      return gcFault(observation, limit) === undefined ? 'limit-too-small' : 'gc-misconfigured';
  }
  if (endsOtherwise && (crashes(pod) || (limit !== undefined && high >= FULL * limit))) return 'restarts-not-memory';
  if (!endsOtherwise && crashes(pod)) {
    // Nothing names why it ended. Far below its limit it was hardly for memory; else it may have been.
    const far = limit !== undefined && high < ROOMY * limit && !endsForItsHeap(observation, pod);
    return far ? 'restarts-not-memory' : 'not-enough-data';
  }
  if (observation.pods.some(({ evictedAt }) => evictedAt !== undefined)) return 'restarts-not-memory';
  const memory = memoryOf(observation, whole);
  // Up, and not down again while the traffic came down: it is not the traffic that keeps it there.
  const kept = () => withoutTraffic(observation, whole, memory, earlierOf(observation, whole)) === 'kept';
  const stepped = () => growth.kind === 'step' && !staysUp(observation) && neverFell(memory, observation.range);
  const follows = () =>
    growth.withLoad === true ||
    ((loadLink(observation, whole)?.correlation ?? 0) >= FOLLOWS_LOAD &&
      !onlyRose(memory, whole.lifetimes, observation.range) &&
      !stepped());
  if (swings(pod, limit) && follows() && !kept()) return 'load-driven';
  if (growth.kind !== 'warm-up') return 'no-growth';
  return limit !== undefined && high >= ROOMY * limit && isCacheThatGrew(observation) ? 'page-cache' : 'warm-up';
}

/** What a pod usually stands at and how high it comes, of all that counts against its limit. */
function levelsOf(
  observation: Observation,
  { pod, rss, lifetimes }: PodMemory,
): { readonly usual: Bytes; readonly high: Bytes } {
  const whole = observation.pods.find((each) => each.pod === pod);
  const charged = whole === undefined ? rss : memoryOf(observation, whole);
  const { values } = sliceOf(charged, lifetimes[0]?.from ?? 0, lifetimes.at(-1)?.to ?? Number.POSITIVE_INFINITY);
  const known = values.length === 0 ? rss.values : values;
  return { usual: quantile(known, 0.5), high: quantile(known, 0.98) };
}

/** Whether pages of files are what filled up. */
function isCacheThatGrew(observation: Observation): boolean {
  const attribution = explanationOf(observation);
  const cause = attribution?.leader?.cause;
  if (attribution?.leader === undefined || (cause !== 'active-file' && cause !== 'file')) return false;
  const { leader, unstable, ledger } = attribution;
  // A later look sees less of the rise: then what stands is asked as well.
  const large = !unstable.includes('growth') || (ledger.end.parts[cause] ?? 0) >= MOSTLY * ledger.end.total;
  return large && steadyShare(leader) >= MOSTLY;
}

/** What grew, or stands, is mostly pages of files from this share on. */
const MOSTLY = 0.5;

/** A kill at level memory whose last minutes no sample shows: a burst between two samples, or memory of the pod or the node. */
const UNSEEN = 0.6;
/** The same after several kills: one burst of several would probably have been sampled. */
const SEVERAL_UNSEEN = 0.79;

/** Fewer kills below the limit are less sure. */
const SEVERAL_KILLS = 3;
/** The node’s own figures show that it ran out; who is killed then is the kernel’s choice. */
const NODE_RAN_OUT = 0.9;

/** What climbs from each start to its kill within minutes may be a request that comes back, or a quick leak. */
const BURST_OR_LEAK = 0.7;

/** Ends that nothing names may be kills for memory. */
const UNNAMED = 0.5;

/** A span. In less a leak that fills its limit within a day gains no more than memory wanders by. */
const SHORT: Milliseconds = 2 * HOUR;
/** How sure a calm of so short a time is at most. */
const SHORT_SEEN = 0.79;
/** The same of a process that has run for longer than was looked at. */
const NARROWLY_SEEN = 0.7;

/** How sure a calm is at most in which no request came. */
const WITHOUT_WORK = 0.65;

/** A full limit that has not killed yet may be what the process is meant to fill, and may kill at the next small wave. */
const NOT_KILLED = 0.79;

/** Memory that rises for hours before each kill and falls between them may need that much, or keep what it should let go. */
const CLIMBS = 0.79;

/** How sure a calm is at most that the present contradicts: what stands above it may fall again, or go on. */
const STANDS_ABOVE = 0.7;

/** What says that nothing is wrong with a level. */
const CALM: ReadonlySet<FindingKind> = new Set(['no-growth', 'warm-up']);

/** How sure the cause of a pod that does not grow is at most. */
export function stillSureAtMost(observation: Observation, whole: PodMemory, cause: FindingKind): number {
  const pod = sinceChange(whole);
  const { kills, lifetimes, rss } = pod;
  const limit = limitOf(observation, whole);
  const full = limit !== undefined && levelsOf(observation, pod).high >= FULL * limit;
  if (cause === 'not-enough-data') return UNNAMED;
  if (cause === 'no-growth' && aboveSince(observation, pod) !== undefined) return STANDS_ABOVE;
  if (CALM.has(cause) && isNarrow(observation, whole)) return NARROWLY_SEEN;
  if (cause === 'warm-up' && !standsLongEnough(observation, whole, memoryOf(observation, whole))) return NARROWLY_SEEN;
  if (CALM.has(cause) && isQuiet(observation, whole)) return WITHOUT_WORK;
  if (CALM.has(cause) && spanOf(whole.rss) < SHORT) return SHORT_SEEN;
  if (cause === 'restarts-not-memory' && nodeRanOut(pod) !== undefined) return NODE_RAN_OUT;
  if (cause === 'restarts-not-memory' && kills.length > 0 && kills.length < SEVERAL_KILLS) return UNSEEN;
  if (cause === 'restarts-not-memory' && (kills.length > 0 || (pod.restarts > 0 && !namedOtherwise(pod))))
    return SEVERAL_UNSEEN;
  // Kills that nothing names were inferred from the level before an end.
  if (cause === 'limit-too-small' && kills.length === pod.inferredKills) return NOT_KILLED;
  // A peak of the demand, or what fills again each day: both end at the limit.
  if (cause === 'limit-too-small' && slowClimbs(observation, pod) !== undefined) return CLIMBS;
  if ((cause === 'limit-too-small' || (CALM.has(cause) && full)) && kills.length === 0) return NOT_KILLED;
  if (cause !== 'burst' || limit === undefined) return 1;
  if (fromEachStart(memoryOf(observation, whole), pod) !== undefined) return BURST_OR_LEAK;
  const seen = lifetimes.some(
    ({ from, to, end }) => end === 'oom-killed' && rises(sliceOf(rss, from, to).values.slice(-LAST_SAMPLES)),
  );
  return seen || rss.values.some((value) => value >= AT_LIMIT * limit) ? 1 : UNSEEN;

  function rises(last: Float64Array): boolean {
    return Math.max(...last) >= RISES * quantile(rss.values, 0.5);
  }
}

/** Since when memory has stood far above where it lay for most of its last run; undefined where it does not. */
export function aboveSince(observation: Observation, { pod, lifetimes }: PodMemory): Instant | undefined {
  const whole = observation.pods.find((each) => each.pod === pod);
  const limit = whole && limitOf(observation, whole);
  const last = lifetimes.at(-1);
  if (whole === undefined || last?.end !== 'running') return undefined;
  const own = sliceOf(memoryOf(observation, whole), last.from, last.to);
  return peakBeside(own, usualRange(own).high, limit)?.upSince;
}

/** A burst would show in this many samples before a kill. */
const LAST_SAMPLES = 2;
/** What a burst must rise above the usual level to count as seen. */
const RISES = 1.2;

/** One restart may be a person's. */
const SEVERAL_RESTARTS = 2;

/** A rise and fall matters from this share of the limit on. */
const SWING_OF_LIMIT = 0.1;
/** Without a limit it matters from this share of the low level on. */
const SWING_OF_LOW = 0.2;
/** A smaller rise and fall may be an inaccuracy of the figures. */
const LEAST_SWING: Bytes = 32 * MiB;

/** Whether memory rises and falls by enough to be a finding. */
function swings({ rss }: PodMemory, limit: Bytes | undefined): boolean {
  const low = quantile(rss.values, 0.02);
  const swing = quantile(rss.values, 0.98) - low;
  return swing >= LEAST_SWING && swing >= (limit === undefined ? SWING_OF_LOW * low : SWING_OF_LIMIT * limit);
}

/** Containers that end again and again while memory has room. */
function crashes(pod: PodMemory): boolean {
  return pod.kills.length === 0 && pod.restarts >= SEVERAL_RESTARTS && !hasStoppedEnding(pod);
}

/** A sample that reaches this share of the limit all but filled it. */
const AT_LIMIT = 0.95;

function burstsInto(pod: PodMemory, limit: Bytes): boolean {
  return pod.rss.values.some((value) => value >= AT_LIMIT * limit);
}

function isPageCache(observation: Observation, limit: Bytes, rss: Bytes): boolean {
  const workingSet = observation.measured['working-set']?.track;
  if (workingSet === undefined || workingSet.values.length === 0) return false;
  const recent = sliceOf(workingSet, observation.range.from, observation.range.to);
  const high = quantile(recent.values, 0.95);
  return high >= FULL * limit && high - rss >= LARGE_CACHE * limit;
}

import type { Instant } from '../foundation/clock.ts';
import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import { DAY } from '../measurement/duration.ts';
import { countOf } from '../measurement/share.ts';
import { formatClock, formatInstant } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { killOfNextRun, type NextKill, nextKillOf } from '../metrics/next-kill.ts';
import type { Track } from '../metrics/series.ts';
import { isPresent, standingOf } from '../metrics/standing.ts';
import { typicalStep } from '../metrics/track.ts';
import { shortPodNames } from '../service/pod-name.ts';
import { swappedOf } from './charged.ts';
import { memoryOf } from './charged-memory.ts';
import { climbsToItsKill, growsMuch, keepsAStep, killedOnceAndLevel } from './draws-attention.ts';
import { returnedBefore } from './earlier-memory.ts';
import { endsAtLevel } from './ends-at-level.ts';
import { explanationOf } from './explanation.ts';
import { fixedAmong } from './fixed.ts';
import type { Growth } from './growth.ts';
import { heapFillOf, liveFillOf } from './heap-fill.ts';
import { isOfJob, longestRun } from './job-runs.ts';
import { justReplaced } from './just-replaced.ts';
import { limitLowered } from './limit-lowered.ts';
import { raisedAmong } from './limit-raised.ts';
import { heapOfInterest } from './live-heaps.ts';
import { memoryGrowth } from './memory-growth.ts';
import { besideChosen } from './moves-together.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';
import { type OwnEnd, ownEndOf } from './own-end.ts';
import { judgedByPredecessors, predecessorsOf } from './predecessors.ts';
import { type RateNow, rateNow } from './rate-now.ts';
import { roomAlone } from './room-alone.ts';
import { livesSinceChange } from './same-program.ts';

/** One pod in the order of suspicion, for the menu. */
export interface RankedPod {
  readonly pod: string;
  /** The short name, unique among the pods: `x2x`. */
  readonly name: string;
  /** `x2x — 498 MiB, 4 kills, next about 14:20 UTC`. */
  readonly caption: string;
  readonly memory: PodMemory;
  /** What counts against its limit at the end of the window, as far as that was read; else RSS. */
  readonly level: Bytes;
  readonly growth: Growth;
  /** How fast it climbs now, where it grows: the figure of headline, table and forecast. */
  readonly rate: RateNow;
  /** When it is expected to be killed; absent for pods that are gone, do not grow or have no limit. */
  readonly nextKill?: NextKill | undefined;
}

/** Judges every pod by itself; worst first. */
export function rankPods(observation: Observation): readonly RankedPod[] {
  const names = shortPodNames(observation.pods.map((pod) => pod.pod));
  const ranked = observation.pods.map((memory) => {
    const name = names.get(memory.pod) ?? memory.pod;
    const own = memoryGrowth(observation, memory, observation.pods.length);
    const growth = judgedByHistory(observation, memory, own);
    const nextKill = forecast(observation, memory, growth);
    const level = memoryOf(observation, memory).values.at(-1) ?? 0;
    const rate = rateNow(observation, memory, growth);
    const caption = captionOf(memory, { name, level, nextKill });
    return { pod: memory.pod, name, caption, memory, level, growth, rate, nextKill };
  });
  const over = (fixedAmong(ranked, observation) ?? raisedAmong(ranked, observation)) !== undefined;
  const replaced = justReplaced(observation) !== undefined || startedOver(ranked);
  const goesOn = new Set(ranked.filter((one) => ranked.some((other) => isGoneOnIn(one, other))));
  const behind = standingBehind(ranked, observation.range.to);
  const rank = (one: (typeof ranked)[number]) =>
    suspicion(one, {
      over,
      replaced,
      goesOn: goesOn.has(one),
      behind: behind.get(one),
      heap: heapSuspicion(observation, one),
    });
  return ranked.sort((a, b) => rank(b) - rank(a) || closerToItsEnd(a, b) || (a.pod < b.pod ? -1 : 1));
}

/** Whether all that runs is too young to be judged, in the place of pods that grew: those show what will. */
function startedOver(ranked: readonly RankedPod[]): boolean {
  const [present, gone] = [
    ranked.filter(({ memory }) => isPresent(memory)),
    ranked.filter(({ memory }) => !isPresent(memory)),
  ];
  const young = present.every(({ growth, memory }) => growth.kind === 'too-little' && memory.kills.length === 0);
  return young && gone.some(({ growth, memory }) => growth.answer === 'yes' && !isOfJob(memory));
}

/** Pods that others outrank whatever their own rank: to the rank that is left to them. */
function standingBehind(ranked: readonly RankedPod[], now: Instant): ReadonlyMap<RankedPod, number> {
  const climbs = ranked.some((one) => climbsToItsKill(one, now));
  const steps = ranked.some(keepsAStep);
  const ranks = ranked.flatMap((one): readonly (readonly [RankedPod, number])[] => {
    if (climbs && killedOnceAndLevel(one, now)) return [[one, 2]];
    if (!steps) return [];
    if (keepsAStep(one)) return one.memory.kills.length > 0 ? [] : [[one, 2]];
    return one.growth.answer === 'yes' && one.memory.kills.length === 0 && !growsMuch(one, now) ? [[one, 1]] : [];
  });
  return new Map(ranks);
}

/** Of the rate of a pod that is gone, and of the length of its last run: one that runs and has so much of both shows the same. */
const AS_MUCH = 0.5;

/** Whether a pod is gone and another of the same program grows as it did: what runs is what can be acted on. */
function isGoneOnIn(gone: RankedPod, other: RankedPod): boolean {
  if (isPresent(gone.memory) || !isPresent(other.memory)) return false;
  if (gone.growth.answer !== 'yes' || other.growth.answer !== 'yes') return false;
  const [before, now] = [gone.memory.lifetimes.at(-1), other.memory.lifetimes.at(-1)];
  if (before === undefined || now === undefined || before.revision !== now.revision) return false;
  const asLong = now.to - now.from >= AS_MUCH * (before.to - before.from);
  return asLong && other.growth.perHour >= AS_MUCH * gone.growth.perHour;
}

/**
 * Whether the chosen pod is young beside the runs before it, which were level: what grew in it is part of its start. Runs
 * of another revision show nothing about a part that grows while its memory is level.
 */
export function startsAsBefore(observation: Observation): boolean {
  const pod = chosenPod(observation);
  const before = pod && predecessorsOf(pod, observation.pods);
  if (pod === undefined || before === undefined) return false;
  return !(before.before ?? 'job').startsWith('another') || memoryGrowth(observation, pod).answer !== 'no';
}

/** Below everything that runs. */
const GONE = -10_000;

/** How likely a growth is where memory was level under a larger limit, and nothing but the limit changed. */
const UNDER_LOWER_LIMIT = 0.2;

/** Judges a pod by what the runs before it show: of the same program, or under a larger limit. */
function judgedByHistory(observation: Observation, memory: PodMemory, own: Growth): Growth {
  if (own.answer === 'no' || limitLowered(observation, memory) === undefined)
    return besideChosen(
      observation,
      memory,
      besideReturn(observation, memory, judgedByPredecessors(memory, own, observation.pods, observation.earlier)),
    );
  return { ...own, answer: 'no', kind: 'warm-up', probability: UNDER_LOWER_LIMIT, onset: undefined };
}

/** How likely a growth still is of a run that was as high before and fell, where it rises as it did then. */
const RISES_AS_BEFORE = 0.3;
/** The same where nothing shows that. */
const MAY_FALL_AGAIN = 0.5;

/** What was as high before, and fell, is no growth where the requests or the hours of the day explain it; else it is not clear. */
function besideReturn(observation: Observation, memory: PodMemory, growth: Growth): Growth {
  const returned = growth.answer === 'yes' ? returnedBefore(observation, memory) : undefined;
  if (returned === undefined) return growth;
  const rise = { ...growth, kind: 'wave', onset: undefined, returned } as const;
  if (returned.shownBy === undefined) return { ...rise, answer: 'unclear', probability: MAY_FALL_AGAIN };
  const withLoad = returned.shownBy === 'requests' ? true : growth.withLoad;
  return { ...rise, answer: 'no', probability: RISES_AS_BEFORE, withLoad };
}

/** From this share of its limit a pod is next in line, whatever its trend. */
const NEARLY_FULL = 0.7;

/** What the other pods of a service make of one. */
interface Beside {
  readonly over: boolean;
  readonly replaced: boolean;
  readonly goesOn: boolean;
  readonly behind: number | undefined;
  /** See `heapSuspicion`. */
  readonly heap: number;
}

/**
 * What a pod is worth looking at: growing ones that were killed or are nearly full, then the killed or full, then the
 * growing, the unclear, the flat. A pod that is gone and was never killed comes after those of its kind that live, as does
 * every pod that is gone where what grew is `over`, or where its growth `goesOn` in one that runs. Of what grew and was just
 * `replaced` those that run show nothing yet. One kill that is past comes after a climb that goes on, and what hardly grows
 * after a step that takes much and stays: `behind` is the rank that is left to them.
 * A live heap that climbs, or is full, under level memory comes before memory that is merely near its limit.
 */
function suspicion({ memory, growth, level }: RankedPod, { over, replaced, goesOn, behind, heap }: Beside): number {
  const share = level / (memory.limit ?? Number.POSITIVE_INFINITY);
  const alive = isPresent(memory);
  if (over && !alive) return growth.answer === 'yes' ? GONE + 1 : GONE;
  if (replaced && alive && growth.kind === 'too-little') return GONE;
  const full = alive && share >= NEARLY_FULL;
  const urgent = !goesOn && (memory.kills.length > 0 || full);
  const usual =
    growth.answer === 'yes' ? (urgent ? 5 : alive ? 3 : 1) : urgent ? 4 : growth.answer === 'unclear' && alive ? 1 : 0;
  const rank = Math.max(full || behind === undefined ? usual : behind, heap > 0 ? 4 : 0);
  // Within a rank: sure ones first, then the often killed; among the killed that do not grow, kills first.
  const kills = Math.min(memory.kills.length, 50);
  // A pod that is gone and was seen too briefly says nothing: it must not stand before those that were judged.
  const sure = growth.answer === 'unclear' && !alive ? -1 : Math.round(growth.probability * 10);
  const within = rank === 4 ? kills * 20 + (heap > 0 && kills === 0 ? heap : sure) : sure * 100 + kills;
  return rank * 10_000 + (alive ? 5000 : 0) * (rank < 4 ? 1 : 0) + within;
}

/** Above what a level pod near its limit weighs, below one that was killed. Set by hand. */
const BY_HEAP = 12;
/** What the steepest climb adds to that, so that it stays below a kill. Set by hand. */
const FASTEST = 7;

/** What a level pod is worth looking at for its live heap: 0 where nothing shows in it; more, the more of it came lately. */
function heapSuspicion(observation: Observation, { memory, growth }: RankedPod): number {
  const heap = growth.answer === 'yes' ? undefined : heapOfInterest(observation, memory);
  if (heap === undefined) return 0;
  return BY_HEAP + (heap.kind === 'climbs' ? FASTEST * Math.min(1, 1 - heap.from / heap.to) : 0);
}

/** Of two that are alike otherwise the one that is killed first, is fuller, or, where no limit is known, climbs faster. */
function closerToItsEnd(a: RankedPod, b: RankedPod): number {
  const end = ({ nextKill }: RankedPod) => nextKill?.at ?? Number.MAX_VALUE;
  // Forecasts that lie within each other's range are one.
  const before = sameEnd(a, b) ? 0 : end(a) - end(b);
  const full = ({ level, memory }: RankedPod) => (memory.limit === undefined ? 0 : level / memory.limit);
  const rate = ({ growth, rate: { perHour } }: RankedPod) => (growth.answer === 'yes' ? perHour : 0);
  return before || full(b) - full(a) || rate(b) - rate(a) || b.level - a.level;
}

function sameEnd({ nextKill: a }: RankedPod, { nextKill: b }: RankedPod): boolean {
  return a !== undefined && b !== undefined && a.at <= b.latest && b.at <= a.latest;
}

function captionOf(pod: PodMemory, { name, level, nextKill }: Pick<RankedPod, 'name' | 'level' | 'nextKill'>): string {
  const kills = pod.kills.length === 0 ? '' : `, ${countOf(pod.kills.length, 'kill')}`;
  const what = nextKill?.heapFull === true ? 'heap full' : 'next';
  const next = nextKill === undefined ? '' : `, ${what} about ${predicted(nextKill.at, pod)}`;
  return `${name} — ${formatBytes(level)}${kills}${next}`;
}

/** The time of day for what comes within half a day, else with its day. */
function predicted(at: Instant, pod: PodMemory): string {
  const now = pod.rss.times.at(-1) ?? at;
  return `${at - now > DAY / 2 ? formatInstant(at) : formatClock(at)} UTC`;
}

/** The next kill of one pod; undefined for a pod that is gone, does not grow or has no limit. */
export function forecastOf(observation: Observation, name: string): NextKill | undefined {
  const pod = observation.pods.find((each) => each.pod === name);
  return pod && forecast(observation, pod, judgedByHistory(observation, pod, memoryGrowth(observation, pod)));
}

function forecast(observation: Observation, pod: PodMemory, growth: Growth): NextKill | undefined {
  const standing = standingOf(pod);
  if (standing === 'between-runs')
    return growth.answer === 'yes' ? killOfNextRun(observation.range.to, livesSinceChange(pod.lifetimes)) : undefined;
  const limit = limitOf(observation, pod);
  const track = memoryOf(observation, pod);
  const level = track.values.at(-1);
  if (hasStopped(track, observation.range.to)) return undefined;
  if (growth.answer !== 'yes' || limit === undefined || level === undefined || standing === 'gone') return undefined;
  // The rate of another revision is none of the run that goes on.
  if (growth.earlier === true) return undefined;
  // What still fills as earlier runs did is expected to stop where they stood.
  if (growth.below !== undefined && growth.below.peak < limit) return undefined;
  // What lies in swap fills no limit.
  if (growsOnlyCache(observation, pod) || swappedOf(observation, pod) > 0) return undefined;
  // What a bounded heap takes of the room it was given ends below the limit.
  if (roomAlone(observation, pod) !== undefined) return undefined;
  const { perHour, ofThisRun } = rateNow(observation, pod, growth);
  const own = pod.kills.length === 0 ? ownEndOf(observation) : undefined;
  const rates = [perHour, ...(ofThisRun ? [] : growth.rates)] as const;
  const kill =
    fullHeap(observation, pod, { own, limit, level }) ??
    nextKillOf(observation.range.to, level, Math.min(limit, own?.level ?? limit), rates);
  if (kill === undefined || (!((own?.ended ?? 0) > 0) && endsBefore(pod, kill.at))) return undefined;
  if (endsWithItsWork(observation, pod, kill.at)) return undefined;
  if (own === undefined && endsAtLevel(observation, pod) !== undefined) return undefined;
  return own === undefined ? kill : { ...kill, heapFull: true };
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
  if (pod === chosen) return nextKillOf(fill.since, fill.live, own.size, [fill.perHour]);
  const full = (memoryOf(observation, chosen).values.at(-1) ?? level) + Math.max(0, own.size - fill.live);
  return nextKillOf(observation.range.to, level, full, [fill.perHour]);
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
 * Page cache is given back before anything is killed: its growth predicts no kill. What grows in the other pods of a service is
 * taken for what grows in the one that is looked at.
 */
export function growsOnlyCache(observation: Observation, { pod, workingSet }: PodMemory): boolean {
  const seen = observation.runs?.pod === pod || workingSet !== undefined;
  return seen && explanationOf(observation)?.leader?.cause === 'active-file';
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

import type { Bytes } from '../measurement/bytes.ts';
import { HOUR, type Milliseconds } from '../measurement/duration.ts';
import { floorOf } from '../metrics/floor.ts';
import type { Lifetime, PodMemory } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import { highest, median, sliceOf } from '../metrics/track.ts';
import type { EarlierMemory } from './before-window.ts';
import { chargedOf } from './charged-memory.ts';
import { earlierLevel } from './earlier-memory.ts';
import { type Growth, growthOf, type Predecessors } from './growth.ts';
import { isOfJob } from './job-runs.ts';
import type { Observation } from './observation.ts';
import { paceOf } from './pace.ts';
import { ageOf, isFaster } from './run-pace.ts';
import { livesSinceChange } from './same-program.ts';

/** Fewer runs before it do not show what a run will do. */
const FEWEST = 2;
/** So many show it well. */
const SEVERAL = 3;
/** A run that lasted this many times as long as the young one shows what comes next. */
const LONGER = 1.2;
/** One of the same program that runs still, and not for this many times as long, came with it: it is as young. */
const TOGETHER = 2;
/** The runs of a job end when their work is done: one counts that lasted this share of the time of the other. */
const AS_LONG = 0.8;
/** A young run that is above this share of what the others reached goes a way of its own. */
const WITHIN = 1.1;
/** Of the runs before, this share must have levelled off. */
const MOSTLY = 2 / 3;
/** How likely a growth is at least although several runs before it ended level. */
const STILL_POSSIBLE = 0.15;
/** How likely a growth is at least although two runs before it ended level. */
const LESS_KNOWN = 0.25;
/** How likely a growth is at least where the runs before it were of another revision or limit: what is new may leak. */
const NEW_PROGRAM = 0.3;
/** The same where not even the start of those runs was seen. */
const UNSEEN_START = 0.4;
/** The same where so few runs of a job have ended that what they have in common is not seen. */
const FEW_OF_JOB = 0.4;
/**
 * How sure a growth is at most that is below the level of earlier runs, whose starts were not seen: nothing yet tells
 * a leak from their start.
 */
const BELOW_EARLIER = 0.65;
/** Of the runs before, this share may have been killed where the others were level: a burst ends one, a leak all of them. */
const KILLED_BESIDE = 0.2;
/** What slows down into the level at which others stood. Set by hand. */
const REACHED = {
  /** Shares of that level. */
  least: 0.9,
  most: 1.05,
  /** The rate from the middle of the run on as a share of that before it: a leak keeps its rate. */
  slows: 0.65,
  /** Points of the floor. Fewer show no pace. */
  points: 8,
} as const;
/** Of other revisions the latest runs count: a fault of long ago says nothing. */
const LATEST = 6;
/** A run of another revision is young no longer than this where no start of those before it was seen. */
const YOUNG: Milliseconds = HOUR;

interface Run {
  readonly life: Lifetime;
  readonly own: Track;
  readonly ofJob: boolean;
}

/**
 * Judges the only run of a young pod by those of its predecessors: where they lasted longer and levelled off, or ended by
 * themselves as the runs of a job do, and this one is no higher than they were, its climb is its start.
 */
export function judgedByPredecessors(
  memory: PodMemory,
  growth: Growth,
  pods: readonly PodMemory[],
  earlier: readonly EarlierMemory[] = [],
): Growth {
  const open = growth.answer === 'yes' || (growth.answer === 'unclear' && growth.kind !== 'too-little');
  const predecessors = open ? predecessorsOf(memory, pods) : undefined;
  if (predecessors === undefined) {
    const below = growth.answer === 'yes' ? belowEarlier(memory, pods, earlier) : undefined;
    return below === undefined
      ? growth
      : { ...growth, probability: Math.min(growth.probability, BELOW_EARLIER), below };
  }
  return { ...growth, answer: 'no', kind: 'warm-up', probability: stillPossible(predecessors), predecessors };
}

/**
 * Where the runs of another revision stood level above what this one has reached, and no start of theirs was seen, or where
 * this one slowed down to: what they filled with this one may be filling with.
 */
export function belowEarlier(
  memory: PodMemory,
  pods: readonly PodMemory[],
  earlier: readonly EarlierMemory[] = [],
): Growth['below'] {
  const life = memory.lifetimes.at(-1);
  if (life?.end !== 'running' || livesSinceChange(memory.lifetimes).length > 1) return undefined;
  const before = pods.flatMap((pod) => longerRuns(pod, life)).filter((run) => !isAlike(run.life, life));
  const latest = before.toSorted((a, b) => b.life.to - a.life.to).slice(0, LATEST);
  const own = sliceOf(chargedOf(memory), life.from, life.to);
  // Of pods that ended before a short window only a few points are known.
  if (latest.length === 0) {
    const known = earlierLevel(earlier, memory, life);
    return known === undefined || wentPast(known.peak, life, pods) ? undefined : besideLevel(own, known, true);
  }
  const peak = levelOf(latest);
  if (peak === undefined || wentPast(peak, life, pods)) return undefined;
  const unwatched = isFaster({ life, own }, latest, peak) === undefined;
  return besideLevel(own, { runs: latest.length, peak }, unwatched);
}

/** Whether a run slows down at the level at which those of another revision stood: what runs now needs no more than they did. */
export function reachesEarlier({ pods, earlier }: Pick<Observation, 'pods' | 'earlier'>, memory: PodMemory): boolean {
  return belowEarlier(memory, pods, earlier)?.reached === true;
}

/** Whether a run is below the level of others, of which no start was seen, or has slowed down into it, however they came there. */
function besideLevel(
  own: Track,
  level: { readonly runs: number; readonly peak: Bytes },
  unwatched: boolean,
): Growth['below'] {
  const most = highest(own.values);
  if (most <= level.peak && unwatched) return level;
  if (most < REACHED.least * level.peak || most > REACHED.most * level.peak) return undefined;
  const floor = floorOf(own);
  const pace = floor.times.length < REACHED.points ? undefined : paceOf(floor, 0);
  return pace !== undefined && pace.share < REACHED.slows ? { ...level, reached: true } : undefined;
}

function stillPossible({ runs, before }: Predecessors): number {
  if (before === 'another-unwatched') return UNSEEN_START;
  if (before === 'few-of-job') return FEW_OF_JOB;
  if (before === 'another') return NEW_PROGRAM;
  return runs >= SEVERAL ? STILL_POSSIBLE : LESS_KNOWN;
}

/** The runs that show how a young one goes on; undefined where they do not, or it is not young beside them. */
export function predecessorsOf(memory: PodMemory, pods: readonly PodMemory[]): Predecessors | undefined {
  const life = memory.lifetimes.at(-1);
  const open = life?.end === 'running' || (life?.end === 'restarted' && isOfJob(memory));
  if (life === undefined || !open || livesSinceChange(memory.lifetimes).length > 1) return undefined;
  const before = pods.flatMap((pod) => longerRuns(pod, life)).filter((run) => !cameTogether(run.life, life));
  const alike = before.filter((run) => isAlike(run.life, life));
  const own = sliceOf(chargedOf(memory), life.from, life.to);
  if (alike.length >= FEWEST) return ofSameProgram(own, alike);
  const few = isOfJob(memory) ? endedOfJob({ life, own, limit: life.limit ?? memory.limit }, pods) : undefined;
  if (few !== undefined) return few;
  const found = ofAnotherProgram({ life, own }, before);
  return found === undefined || wentPast(found.peak, life, pods) ? undefined : found;
}

/**
 * The few runs of a job that ended by themselves, the judged one among them: each returned what it took. Undefined where none
 * did, one was killed, or the judged one goes on for longer or takes more than they did.
 */
function endedOfJob(
  young: Omit<Run, 'ofJob'> & Pick<Lifetime, 'limit'>,
  pods: readonly PodMemory[],
): Predecessors | undefined {
  const { life, own, limit = Number.POSITIVE_INFINITY } = young;
  const runs = pods.filter(isOfJob).flatMap((pod) => pod.lifetimes.map((each) => ({ pod, life: each })));
  const alike = runs.filter((run) => isAlike(run.life, life));
  if (alike.some((run) => run.life.end === 'oom-killed' || failed(run.life))) return undefined;
  const ended = alike
    .filter((run) => run.life.end === 'restarted' && run.life.replaced !== true)
    .map((run) => ({ ...run, own: sliceOf(chargedOf(run.pod), run.life.from, run.life.to) }));
  const reached = ended.map((run) => highest(run.own.values));
  const most = Math.max(...reached);
  if (ended.length === 0 || most >= limit || highest(own.values) > WITHIN * most) return undefined;
  const longest = Math.max(...ended.map((run) => ageOf(run.life)));
  const differs = ageOf(life) > LONGER * longest || isFaster(young, ended, most) === true;
  if (life.end === 'running' && differs) return undefined;
  return { runs: ended.length, peak: median(reached), before: 'few-of-job' };
}

/** Whether a run of a job is known to have ended before its work was done. */
function failed({ exitCode, reason }: Lifetime): boolean {
  return exitCode === undefined ? reason === 'Error' : exitCode !== 0;
}

function cameTogether(run: Lifetime, young: Lifetime): boolean {
  return run.end === 'running' && isAlike(run, young) && ageOf(run) < TOGETHER * ageOf(young);
}

/** Whether another run of what runs now stands, or ended, above what those before it reached: then this one goes there too. */
function wentPast(peak: Bytes, young: Lifetime, pods: readonly PodMemory[]): boolean {
  return pods.some((pod) =>
    pod.lifetimes.some((life) => life !== young && isAlike(life, young) && endOf(chargedOf(pod), life) > WITHIN * peak),
  );
}

/** Samples whose median is the end of a run: a burst that passed is none. */
const LAST = 3;

function endOf(charged: Track, { from, to }: Lifetime): Bytes {
  return median(sliceOf(charged, from, to).values.slice(-LAST));
}

function ofSameProgram(own: Track, before: readonly Run[]): Predecessors | undefined {
  const peak = levelOf(before);
  return peak === undefined || highest(own.values) > WITHIN * peak
    ? undefined
    : { runs: before.length, peak, ...(before.every(({ ofJob }) => ofJob) ? { before: 'job' as const } : {}) };
}

/** A new revision may leak: what it does counts as its start only below the level of the others, and no faster than they rose. */
function ofAnotherProgram(young: Omit<Run, 'ofJob'>, all: readonly Run[]): Predecessors | undefined {
  const before = all.toSorted((a, b) => b.life.to - a.life.to).slice(0, LATEST);
  const peak = levelOf(before);
  if (peak === undefined || highest(young.own.values) > peak) return undefined;
  const faster = isFaster(young, before, peak);
  if (faster === true || (faster === undefined && ageOf(young.life) > YOUNG)) return undefined;
  return { runs: before.length, peak, before: faster === undefined ? 'another-unwatched' : 'another' };
}

/** What runs usually reached that mostly levelled off; undefined where they did not, or are too few. */
function levelOf(runs: readonly Run[]): number | undefined {
  const spared = runs.filter(({ life }) => life.end !== 'oom-killed');
  if (spared.length < FEWEST || runs.length - spared.length > KILLED_BESIDE * runs.length) return undefined;
  const settled = spared.filter(({ ofJob, own, life }) => ofJob || growthOf(own, [life]).answer === 'no');
  const filling = stillFilling(spared, settled);
  const shown = spared.filter((run) => !filling.has(run));
  return settled.length < FEWEST || settled.length < MOSTLY * (runs.length - filling.size)
    ? undefined
    : median(shown.map(({ own }) => highest(own.values)));
}

/** Runs that are younger than those which stand, and below them: what fills does not speak against the level that it fills to. */
function stillFilling(runs: readonly Run[], settled: readonly Run[]): ReadonlySet<Run> {
  const level = Math.min(...settled.map(({ own }) => highest(own.values)));
  const age = Math.min(...settled.map(({ life }) => ageOf(life)));
  const filling = runs.filter(
    (run) =>
      !settled.includes(run) && run.life.end === 'running' && ageOf(run.life) < age && highest(run.own.values) <= level,
  );
  return new Set(filling);
}

function isAlike(life: Lifetime, young: Lifetime): boolean {
  return life.revision === young.revision && life.limit === young.limit;
}

/** Runs that began before a young one and lasted longer than it has; a kill shows as much however soon it came. */
function longerRuns(memory: PodMemory, young: Lifetime): readonly Run[] {
  const { lifetimes } = memory;
  const charged = chargedOf(memory);
  return lifetimes.flatMap((life) => {
    const ofJob = isOfJob(memory) && life.end !== 'running';
    // Of the runs of a job that ended, the later ones show as much as those before.
    const counts = life !== young && (life.from < young.from || (ofJob && young.end !== 'running'));
    // Of a run that began before the window its end shows where it stood.
    const long = life.end === 'oom-killed' || ageOf(life) >= (ofJob ? AS_LONG : LONGER) * ageOf(young);
    return counts && long ? [{ life, own: sliceOf(charged, life.from, life.to), ofJob }] : [];
  });
}

import type { Bytes } from '../measurement/bytes.ts';
import { median, sliceOf } from '../metrics/track.ts';
import type { CauseId } from '../runtime/growth-causes.ts';
import type { ContainerRun, RunsOfPod } from './container-run.ts';
import { hasTwoEnds, type RunLedger } from './run-ledger.ts';
import { type CauseShare, steadyShare } from './shares.ts';
import { isMaterial, type JudgedRun, type Judging, judgeRun, type Unstable } from './stable.ts';

/** Which cause explains the growth of a pod's container, and how far that can be believed. */
export interface Attribution {
  /** The run that the figures are of. */
  readonly ledger: RunLedger;
  /** Largest first; of several runs the medians of their shares. */
  readonly causes: readonly CauseShare[];
  /** What explains most of it; absent where nothing grew that may be to blame. */
  readonly leader?: CauseShare | undefined;
  /** Another cause that explains more than a quarter. */
  readonly second?: CauseShare | undefined;
  /** How many runs say so. */
  readonly runs: number;
  /** What the shares are shares of, in `ledger`. */
  readonly whole: number;
  /** Why the answer is not a confident one; empty where it is. */
  readonly unstable: readonly Unstable[];
  /** The runs of the latest revision and limit say nothing yet: these are of the ones before. */
  readonly earlier: boolean;
  /** How sure a finding that rests on this is at most. */
  readonly sureAtMost: number;
}

/** More runs than this cost time and say no more. */
const MOST_RUNS = 24;
/** So many runs with the same leader pass together where none does by itself. */
const POOLED = 3;

/** A cause that explains more than this beside the leader is named with it. */
export const NAMED_BESIDE = 0.25;
/** How sure a finding is at most whose answer is not stable: below a confident one (0.8). */
const NOT_CONFIDENT = 0.79;
/** A cause that explains less than half. */
const MINOR = 0.5;
/** How sure a finding is at most whose cause is such a minor one. */
const SURE_OF_MINOR = 0.7;
/** A growth of which the last half of the run saw less than this share has all but stopped: a leak goes on. */
const STOPS = 0.15;
/** How far a leader is ahead of the next. */
const AHEAD = 0.15;

/** Accounts for the runs of a pod and finds the cause that explains most; undefined where no run has two ends. */
export function attributionOf(pod: RunsOfPod, judging: Omit<Judging, 'cpus'> = {}): Attribution | undefined {
  const judged = pod.runs
    .filter(hasTwoEnds)
    .slice(-MOST_RUNS)
    .flatMap((run) => judgeRun(run, { ...judging, cpus: pod.cpus, since: sinceIn(run, judging.since) }) ?? []);
  const last = pod.runs.at(-1);
  if (last === undefined || judged.length === 0) return undefined;
  const current = judged.filter(({ ledger }) => alike(ledger.run, last));
  const reported = current.some(material) ? undefined : judged.findLast(material);
  const group =
    reported === undefined ? current : judged.filter(({ ledger }) => alike(ledger.run, reported.ledger.run));
  const agreed = agreement(group.length > 0 ? group : judged);
  return agreed && attributionFrom(agreed, reported !== undefined);
}

/** A growth that began before a run is all of that run. */
function sinceIn({ from, to }: ContainerRun, since: number | undefined): number | undefined {
  return since !== undefined && since > from && since < to ? since : undefined;
}

/** Runs of the same program under the same limit. */
function alike(a: ContainerRun, b: ContainerRun): boolean {
  return a.revision === b.revision && a.limit === b.limit;
}

function material({ ledger, shares }: JudgedRun): boolean {
  return isMaterial(ledger, shares);
}

interface Agreement {
  /** Runs with the same leader, the one the figures are of last. */
  readonly runs: readonly JudgedRun[];
  readonly unstable: readonly Unstable[];
  /** Whether other runs that count say otherwise. */
  readonly disputed: boolean;
}

/**
 * What the runs of one revision and limit say together: those that pass by themselves before those that pass as several,
 * but for young ones, which have not come as far.
 */
function agreement(all: readonly JudgedRun[]): Agreement | undefined {
  const split = all.filter((run) => material(run) && isSplit(run));
  // A run whose metrics are missing says nothing against those that show what grew.
  const group = split.length > 0 ? all.filter((run) => !material(run) || isSplit(run)) : all;
  const passing = group.filter(({ unstable }) => unstable.length === 0);
  const materials = group.filter(material);
  const most = majority(materials);
  const together = most.length >= POOLED && enoughTogether(most) ? most : [];
  const heard = majority(passing.filter((run) => !isYoungerThan(run, together.length > 0 ? together : passing)));
  if (heard.length > 0) return { runs: heard, unstable: [], disputed: isDisputed(heard, passing) };
  if (together.length > 0) return { runs: together, unstable: [], disputed: isDisputed(together, materials) };
  const latest = latestThatShows(materials.length > 0 ? most : group);
  return latest && { runs: [latest], unstable: latest.unstable, disputed: isDisputed(most, materials) };
}

/**
 * Whether a run has not come to where those ended that show another leader: what fills first in each run leads in a young
 * one.
 */
function isYoungerThan({ ledger, leader }: JudgedRun, all: readonly JudgedRun[]): boolean {
  const lasted = ({ ledger: { run } }: Pick<JudgedRun, 'ledger'>) => run.to - run.from;
  const others = all.filter((other) => other.leader?.cause !== leader?.cause).map(lasted);
  return others.length > 0 && lasted({ ledger }) < YOUNGER * median(others);
}

/** A run that lasted less than this share of what others did is younger; two that were killed by one growth differ by less. */
const YOUNGER = 0.8;

/** Share of the largest growth. A run that gained less of late has not yet shown what one before it did. */
const SHOWS = 0.5;

/** The latest of several runs that gained enough beside the one that gained most. */
function latestThatShows(runs: readonly JudgedRun[]): JudgedRun | undefined {
  const most = Math.max(0, ...runs.map(({ shares }) => shares.whole));
  return runs.findLast(({ shares }) => shares.whole >= SHOWS * most) ?? runs.at(-1);
}

function isSplit({ leader }: JudgedRun): boolean {
  return leader !== undefined && !UNSPLIT.has(leader.cause);
}

const UNSPLIT: ReadonlySet<CauseId> = new Set(['anonymous', 'beside', 'unsplit']);

/** The runs with the leader that explains most bytes over all of them. */
function majority(runs: readonly JudgedRun[]): readonly JudgedRun[] {
  const byLeader = [...Map.groupBy(runs, ({ leader }) => leader?.cause).values()];
  return byLeader.sort((a, b) => grownIn(b) - grownIn(a))[0] ?? [];
}

/** Whether other runs that count explain a third of what grew. */
function isDisputed(most: readonly JudgedRun[], all: readonly JudgedRun[]): boolean {
  return grownIn(most) < (2 / 3) * grownIn(all);
}

function grownIn(runs: readonly JudgedRun[]): number {
  return runs.reduce((sum, { shares }) => sum + shares.whole, 0);
}

/** Short runs are too few samples each; together they must be enough. */
function enoughTogether(runs: readonly JudgedRun[]): boolean {
  const samples = runs.reduce((sum, { ledger }) => sum + ledger.samples, 0);
  const collections = runs.reduce((sum, { ledger }) => sum + (ledger.collections ?? 0), 0);
  const needed = runs.some(({ unstable }) => unstable.includes('collections'));
  return samples >= TOGETHER_SAMPLES && (!needed || collections >= TOGETHER_COLLECTIONS);
}

/** Samples of all runs together: as many as one run needs. */
const TOGETHER_SAMPLES = 12;
/** Collections of all runs together: as many as one run needs. */
const TOGETHER_COLLECTIONS = 3;

function attributionFrom({ runs, unstable, disputed }: Agreement, earlier: boolean): Attribution | undefined {
  const figures = runs.at(-1);
  if (figures === undefined) return undefined;
  const causes = pooled(runs, figures);
  const leader = figures.leader && causes.find(({ cause }) => cause === figures.leader?.cause);
  const others = causes.filter(({ cause, bytes, candidate }) => candidate && bytes > 0 && cause !== leader?.cause);
  const second = [...others].sort((a, b) => b.share - a.share).find(({ share }) => share > NAMED_BESIDE);
  const next = Math.max(0, ...others.map(steadyShare));
  const larger = leader !== undefined && others.some(({ share }) => share > leader.share);
  const { base, end, tolerance } = figures.ledger;
  const contradicts = Math.max(base.contradiction, end.contradiction) > tolerance;
  const stops = figures.shares.late < STOPS * figures.shares.whole;
  const bounds = [
    leader?.sureAtMost ?? 1,
    leader?.cause === 'heap' && restsOnFloor(figures.ledger, leader.bytes) ? NOT_CONFIDENT : 1,
    unstable.length > 0 || stops || disputed || earlier || contradicts || larger ? NOT_CONFIDENT : 1,
    leader !== undefined && steadyShare(leader) < MINOR ? SURE_OF_MINOR : 1,
    leader !== undefined && steadyShare(leader) - next < AHEAD ? NOT_CONFIDENT : 1,
  ];
  return {
    ledger: figures.ledger,
    causes,
    leader,
    second,
    runs: runs.length,
    whole: figures.shares.whole,
    unstable,
    earlier,
    sureAtMost: Math.min(...bounds),
  };
}

/**
 * Whether what lives is known by the lowest levels of the heap, which may hold garbage: not where collections themselves left
 * most of the growth, and only what came since the last of them is taken from those levels.
 */
function restsOnFloor({ live, run, base, end }: RunLedger, grown: Bytes): boolean {
  if (live?.source !== 'floor') return false;
  const left = run.tracks['live-heap'];
  if (left === undefined || left.reading === 'floor') return true;
  const { values } = sliceOf(left.track, base.at.from, end.at.to);
  const collected = values.filter((value, i) => i > 0 && value !== values[i - 1]).length;
  return collected < COLLECTED || (values.at(-1) ?? 0) - (values[0] ?? 0) < MOSTLY * grown;
}

/** Collections between base and end. Fewer are no trend of what they left. */
const COLLECTED = 3;
/** Share of a growth that is most of it. */
const MOSTLY = 0.5;

/** The causes of the run that the figures are of, each with the median of its shares in all runs. */
function pooled(runs: readonly JudgedRun[], { shares }: JudgedRun): readonly CauseShare[] {
  if (runs.length === 1) return shares.causes;
  const middle = (cause: CauseId, read: (share: CauseShare) => number | undefined) =>
    median(runs.map((run) => read(run.shares.causes.find((each) => each.cause === cause) ?? NOTHING) ?? 0));
  return shares.causes
    .map((each) => ({
      ...each,
      share: middle(each.cause, ({ share }) => share),
      lastHalf:
        each.lastHalf === undefined ? undefined : middle(each.cause, ({ lastHalf, share }) => lastHalf ?? share),
    }))
    .sort((a, b) => steadyShare(b) - steadyShare(a) || b.bytes - a.bytes);
}

const NOTHING: CauseShare = { cause: 'unsplit', bytes: 0, candidate: true, share: 0 };

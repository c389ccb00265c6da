import type { Attribution } from '../attribution/attribution.ts';
import { ledgerOfRun } from '../attribution/run-ledger.ts';
import { type CauseShare, steadyShare } from '../attribution/shares.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { CauseId } from '../runtime/growth-causes.ts';
import { gainedAllLate, heapRisesOn } from './brief-rise.ts';
import { fullBuffersVerdict } from './buffers-stand-full.ts';
import type { SettledStep } from './case-file.ts';
import { outgrowsLevel, TIMES_TOLERANCE, tookThePlace } from './climb.ts';
import { climbedBefore } from './climbed-before.ts';
import { comesBack } from './comes-back.ts';
import { comparisonFor } from './comparison-of.ts';
import { kindOf, questionAbout } from './explanation.ts';
import { fillsItsHeap } from './fills-its-heap.ts';
import type { FindingKind } from './finding.ts';
import { gcFault } from './gc-setting.ts';
import { standsFullVerdict } from './heap-stands-full.ts';
import { hiddenCauses } from './hidden-causes.ts';
import { limitLowered } from './limit-lowered.ts';
import { AT_MOST, type Matter } from './matter.ts';
import { memoryGrowth } from './memory-growth.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';
import { startsAsBefore } from './ranked-pods.ts';
import { stillCause } from './still-cause.ts';
import { undecidedHeap } from './undecided-heap.ts';
import type { Verdict } from './verdict.ts';

/** Which share a cause must explain that grows while memory as a whole was judged level. */
const TAKES_THE_PLACE = 0.5;

/** Why memory that does not grow was killed, or is full; or the part of it that grows in the place of others. */
export function levelVerdict(matter: Matter): Verdict {
  return (
    standsFullVerdict(matter.file, matter.contradicted) ??
    fullBuffersVerdict(matter.file, matter.contradicted) ??
    growingWithin(matter) ??
    climbingUnderGoal(matter) ??
    fillingTheHeap(matter) ??
    saidToGrow(matter) ??
    stillVerdict(matter)
  );
}

/** What grows in the place of other memory, of a run that climbed to where it is level: that level is then none of a pause. */
export function growingInPlace(matter: Matter): Verdict | undefined {
  const { observation } = matter.file;
  const pod = chosenPod(observation);
  if (pod === undefined || climbedBefore(observation, pod) === undefined) return undefined;
  return growingWithin(matter) ?? climbingUnderGoal(matter);
}

/** Page cache that fills a limit, where whether the process grows is not clear. */
export function fullBesideTheProcess({ file: { observation }, memory, contradicted }: Matter): Verdict | undefined {
  const pod = chosenPod(observation);
  if (pod === undefined || memory === undefined || causeOf(observation, pod) !== 'page-cache') return undefined;
  return { kind: 'page-cache', confidence: AT_MOST.besideProcess, also: [], contradicted };
}

/** Causes that only collections separate from garbage. */
const OF_HEAP: ReadonlySet<CauseId> = new Set(['heap', 'handles', 'goroutines']);

/**
 * A runtime that fills what it is given keeps memory level while its live heap takes the place of what is free in it; and
 * what was taken for the end of a warm-up may be a part that climbs on while others shrink.
 */
function growingWithin({ file, memory, attribution, asked, contradicted }: Matter): Verdict | undefined {
  const { observation, steps, comparisons } = file;
  // What climbs to a limit that was lowered climbs to where it stood before.
  if (memory?.judgement.suggests === 'limit-too-small' && isLowered(observation)) return undefined;
  const { leader, unstable = [], sureAtMost = 0 } = attribution ?? {};
  if (attribution === undefined || leader === undefined || startsAsBefore(observation)) return undefined;
  if (unstable.includes('growth') || steadyShare(leader) < TAKES_THE_PLACE) return undefined;
  const own = steps.find(({ step }) => step === questionAbout(leader.cause, asked));
  if (own?.answer !== 'yes') return undefined;
  // Where memory returns with the traffic, what lies in the heap went the same way.
  if (memory?.judgement.suggests === 'load-driven' && !tookThePlace(attribution)) return undefined;
  if (memory?.judgement.answer === 'no' && comesBack(observation) !== undefined) return undefined;
  const replaces =
    OF_HEAP.has(leader.cause) &&
    (tookThePlace(attribution) || outgrowsLevel(attribution.ledger) || outgrewBefore(observation));
  // Who says that memory does not grow, where it does, goes on to what grows.
  const against = memory?.answer === 'no' && memory.judgement.answer === 'yes';
  // What was killed within minutes of each start never stood: that its heap may pass the limit does not explain what lives in it.
  const pod = chosenPod(observation);
  const rising = own.judgement.answer === 'yes' && pod !== undefined && heapRisesOn(pod, attribution);
  if (!replaces && !against && !rising && !climbsOn(observation, attribution, leader)) return undefined;
  const kind = kindOf(leader.cause, false);
  return {
    kind,
    confidence: Math.min(
      own.judgement.confidence,
      sureAtMost,
      replaces ? 1 : AT_MOST.stillClimbs,
      contradicted.length > 0 ? AT_MOST.againstData : 1,
    ),
    comparison: comparisonFor(kind, comparisons),
    also: [],
    contradicted,
    attribution,
    cause: leader,
  };
}

/** A live heap that climbs while a goal keeps memory level, where nothing splits the memory: its own question is all there is. */
function climbingUnderGoal({
  file: { observation, steps, comparisons },
  attribution,
  contradicted,
}: Matter): Verdict | undefined {
  const pod = chosenPod(observation);
  const unsplit = attribution?.leader === undefined || attribution.leader.cause === 'anonymous';
  const own = steps.find(({ step }) => step === 'live-heap-growing');
  if (pod === undefined || !unsplit || own?.answer !== 'yes' || own.judgement.answer !== 'yes') return undefined;
  if (gcFault(observation, limitOf(observation, pod))?.kind !== 'starves') return undefined;
  return {
    kind: 'heap-leak',
    confidence: Math.min(own.judgement.confidence, contradicted.length > 0 ? AT_MOST.againstData : AT_MOST.leftOpen),
    comparison: comparisonFor('heap-leak', comparisons),
    also: [],
    contradicted,
  };
}

/**
 * A heap that had all of its memory from its start: nothing but the live heap itself can show that it leaks, long before
 * that gained what a sure finding needs. What would be full soon is no calm.
 */
function fillingTheHeap({ file, attribution, contradicted }: Matter): Verdict | undefined {
  const filling = fillsItsHeap(file);
  if (filling === undefined || !filling.soon || attribution === undefined) return undefined;
  return {
    kind: 'heap-leak',
    confidence: Math.min(filling.sure, contradicted.length > 0 ? AT_MOST.againstData : AT_MOST.slow),
    comparison: comparisonFor('heap-leak', file.comparisons),
    also: [],
    contradicted,
    attribution,
    cause: attribution.leader,
  };
}

/** A person answers what the data leaves open: that the live heap grows in memory that is level. */
function saidToGrow({ file: { steps, comparisons }, contradicted }: Matter): Verdict | undefined {
  const own = steps.find(({ step }) => step === 'live-heap-growing');
  if (own?.answer !== 'yes' || own.judgement.answer !== 'unclear') return undefined;
  const comparison = comparisonFor('heap-leak', comparisons);
  return { kind: 'heap-leak', confidence: HUMAN, comparison, also: [], contradicted };
}

/** Whether a run that was killed had stood so: the one that goes on may be too young to stand yet. */
function outgrewBefore({ runs }: Observation): boolean {
  const killed = (runs?.runs ?? []).filter(({ end }) => end === 'oom-killed').slice(-MOST_KILLED);
  return killed.some((run) => {
    const ledger = ledgerOfRun(run, { cpus: runs?.cpus });
    return ledger !== undefined && outgrowsLevel(ledger);
  });
}

/** Earlier runs than these say no more. */
const MOST_KILLED = 3;

function isLowered(observation: Observation): boolean {
  const pod = chosenPod(observation);
  return pod !== undefined && limitLowered(observation, pod) !== undefined;
}

function climbsOn(observation: Observation, { ledger }: Attribution, { lastHalf = 0 }: CauseShare): boolean {
  const pod = chosenPod(observation);
  const late = ledger.end.total - ledger.middle.total;
  return (
    pod !== undefined &&
    lastHalf >= TAKES_THE_PLACE &&
    late >= TIMES_TOLERANCE * ledger.tolerance &&
    !(ledger.run.end === 'oom-killed' && gainedAllLate(ledger)) &&
    memoryGrowth(observation, pod).kind === 'warm-up'
  );
}

/** Causes that only the quantities of the chosen pod show. */
const REFINED: ReadonlySet<FindingKind> = new Set(['page-cache', 'load-driven', 'gc-misconfigured']);

/** What a goal that keeps the collector running can look like. */
const STARVING: ReadonlySet<FindingKind> = new Set(['no-growth', 'warm-up', 'limit-too-small']);

function stillVerdict({ file, memory, attribution, contradicted }: Matter): Verdict {
  const { observation } = file;
  const pod = chosenPod(observation);
  const limit = pod && limitOf(observation, pod);
  const unknown = {
    kind: 'not-enough-data',
    confidence: AT_MOST.unexplained,
    also: [],
    hidden: [],
    contradicted,
  } as const;
  // Why something is killed that does not grow is a matter of its limit.
  if (memory === undefined || (pod !== undefined && pod.kills.length > 0 && limit === undefined)) return unknown;
  // By now more is known of the pod than when the first step was judged: its page cache, traffic and collector.
  const cause = pod === undefined || memory.judgement.answer !== 'no' ? undefined : causeOf(observation, pod);
  // A kill is no matter of growth alone: where there is said to be none, something else filled the limit.
  const killed = pod !== undefined && pod.kills.length > 0 && memory.judgement.answer !== 'no';
  const unmoved = killed ? causeOf(observation, pod) : 'no-growth';
  const reported = memory.judgement.answer === 'no' ? (memory.judgement.suggests ?? 'no-growth') : unmoved;
  const refined = cause !== undefined && REFINED.has(cause) ? cause : reported;
  // A collector that runs without end keeps memory level: that it costs processor time is the finding.
  const starved = gcFault(observation, limit)?.kind === 'starves';
  const kind = starved && STARVING.has(refined) ? 'gc-misconfigured' : refined;
  const hidden = pod === undefined ? [] : hiddenCauses(observation, pod, kind);
  const lowered = isLowered(observation);
  const open = !lowered && (hidden.length > 0 || mayLeakWithin(observation, kind, attribution));
  return {
    kind,
    confidence: Math.min(
      sureOf(memory),
      open ? AT_MOST.leftOpen : 1,
      fillsItsHeap(file) === undefined ? 1 : AT_MOST.slow,
      contradicted.length > 0 || (LEVEL.has(kind) && undecidedHeap(file) !== undefined) ? AT_MOST.againstData : 1,
    ),
    also: [],
    hidden,
    contradicted,
    ...partNamed(kind, attribution),
  };
}

/** Where the finding names a part of what is charged, and that part grew in a run: what it explains of that growth. */
function partNamed(kind: FindingKind, attribution: Attribution | undefined): Pick<Verdict, 'attribution' | 'cause'> {
  if (attribution === undefined || attribution.unstable.includes('growth')) return {};
  const cause = attribution.causes.find(
    ({ cause: id, candidate, bytes }) => candidate && bytes > 0 && OF_CONTAINER.has(id) && kindOf(id, true) === kind,
  );
  return cause === undefined || steadyShare(cause) < TAKES_THE_PLACE ? {} : { attribution, cause };
}

/** Parts of a container that no process owns. */
const OF_CONTAINER: ReadonlySet<CauseId> = new Set(['memory-backed', 'active-file', 'file', 'kernel', 'swap']);

/** What a limit that fills can look like. */
const FILLED: ReadonlySet<FindingKind> = new Set(['limit-too-small', 'burst']);
/** What memory that stands can look like while a part of it climbs. */
const LEVEL: ReadonlySet<FindingKind> = new Set(['no-growth', 'warm-up', 'limit-too-small']);

/** Runs that climb by what nothing splits may leak, as may a live heap in the place of other memory: no sure answer. */
function mayLeakWithin(observation: Observation, kind: FindingKind, attribution: Attribution | undefined): boolean {
  const { leader, unstable } = attribution ?? {};
  if (leader === undefined || unstable?.includes('growth') === true || startsAsBefore(observation)) return false;
  return (FILLED.has(kind) && leader.cause === 'anonymous') || (LEVEL.has(kind) && OF_HEAP.has(leader.cause));
}

function causeOf(observation: Observation, pod: PodMemory): FindingKind {
  return stillCause(observation, pod, memoryGrowth(observation, pod));
}

/** Where a person decided what the data left open, the answer is worth this. */
const HUMAN = 0.6;

function sureOf({ answer, judgement }: SettledStep): number {
  if (answer === judgement.answer) return judgement.confidence;
  return judgement.answer === 'unclear' ? HUMAN : AT_MOST.againstData;
}

import type { Attribution } from '../attribution/attribution.ts';
import { type CauseShare, steadyShare } from '../attribution/shares.ts';
import { DAY } from '../measurement/duration.ts';
import type { Comparison } from '../profile/comparison.ts';
import type { CauseId } from '../runtime/growth-causes.ts';
import type { QuestionId } from '../runtime/question-plan.ts';
import { guideTo } from '../runtime/runtimes.ts';
import type { CaseFile, SettledStep } from './case-file.ts';
import { tookThePlace } from './climb.ts';
import { comparisonFor, countsGoroutines, tellsGrowth } from './comparison-of.ts';
import { explanationOf, kindOf, MENTIONED_BELOW, questionAbout } from './explanation.ts';
import type { FindingKind } from './finding.ts';
import { gcFault } from './gc-setting.ts';
import { heldByGoroutines } from './held-by-goroutines.ts';
import { unknownLimit } from './hidden-causes.ts';
import { leftOpen } from './left-open.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';
import { forecastOf, startsAsBefore } from './ranked-pods.ts';
import type { Verdict } from './verdict.ts';

/** A finding against the data, or for which the data is missing, is at best this sure. */
const AGAINST_DATA = 0.6;
/** How sure a finding is at most that rests on two profiles, because the metric that would show the trend is missing. */
const BY_PROFILE = 0.79;
/** How sure a finding is at most whose own question was not clearly a Yes. */
const NOT_A_YES = 0.79;
/** Paths that explain less than this of the compared growth make a finding weak. */
const WEAK_EXPLANATION = 0.3;
/** A comparison speaks against a heap that grows only where its profiles span this share of the growth. */
const SPANS = 0.5;
/** Which share a live heap that takes the place of other memory must explain while memory stays level. */
const TAKES_THE_PLACE = 0.5;

/**
 * The finding that explains the growth: of the causes that no answer rules out, the one with the largest share of it.
 * Undefined where the runs could not be accounted for, or memory does not grow.
 */
export function explainedVerdict(file: CaseFile): Verdict | undefined {
  const { observation, steps, comparisons } = file;
  const memory = steps.find(({ means }) => means.yes === 'memory-grows');
  const attribution = explanationOf(observation, heldByGoroutines(comparisons));
  if (memory === undefined || attribution === undefined) return undefined;
  const asked = new Set<QuestionId>(steps.map(({ step }) => step));
  const contradicted = steps.filter(isAgainstData);
  const seen = seenOfMemory(memory);
  if (seen === 'no') return takingThePlace(file, attribution, asked);
  if (seen === 'unclear') return undefined;
  const insisted = steps.find((step) => step !== memory && step.answer === 'yes' && step.judgement.answer !== 'yes');
  const denied = new Set(
    steps.filter(({ answer, judgement }) => answer === 'no' && judgement.answer === 'yes').map(({ step }) => step),
  );
  const possible = candidatesOf(attribution).filter(
    ({ cause }) => !denied.has(questionAbout(cause, asked) ?? 'rss-growing'),
  );
  const best =
    insisted === undefined
      ? possible[0]
      : (possible.find(({ cause }) => questionAbout(cause, asked) === insisted.step) ?? insisted);
  const pod = chosenPod(observation);
  const slow = pod !== undefined && isSlow(observation, pod.pod, attribution);
  if (slow && insisted === undefined && attribution.whole < attribution.ledger.tolerance)
    return { kind: 'no-growth', confidence: SLOW, also: [], contradicted, attribution };
  const against = contradicted.length > 0 || insisted !== undefined || memory.answer !== memory.judgement.answer;
  const bound = against ? AGAINST_DATA : 1;
  const profiled = insisted === undefined ? byProfiles(file, attribution, possible[0]) : undefined;
  if (profiled !== undefined) {
    const open = steps.filter((step) => leftOpen(step, comparisons));
    const confidence = Math.min(memory.judgement.confidence, open.length > 0 ? LEFT_OPEN : BY_PROFILE, bound);
    return { ...profiled, confidence, also: [], open, contradicted, attribution };
  }
  if (best === undefined || ('share' in best && best.share < MENTIONED_BELOW)) {
    return { kind: 'not-enough-data', confidence: 0.5, also: [], contradicted, attribution };
  }
  if (!('cause' in best)) {
    const kind = best.means.yes === 'memory-grows' ? 'not-enough-data' : best.means.yes;
    return {
      kind,
      confidence: AGAINST_DATA,
      comparison: comparisonFor(kind, comparisons),
      also: [],
      contradicted,
      attribution,
    };
  }
  const kind = refinedKind(file, attribution, best);
  const own = steps.find(({ step }) => step === questionAbout(best.cause, asked));
  const comparison = comparisonFor(kind, comparisons);
  const open = IN_PROCESS.has(best.cause) ? steps.filter((step) => step !== own && leftOpen(step, comparisons)) : [];
  const hidden = [...(pod === undefined ? [] : unknownLimit(observation, pod)), ...uncountedThreads(file, best)];
  const bounds = [
    memory.judgement.confidence,
    attribution.sureAtMost,
    bound,
    own === undefined || own.judgement.answer === 'yes' ? 1 : NOT_A_YES,
    kind === 'not-enough-data' ? 0.5 : 1,
    boundByComparison(comparison, attribution),
    open.length + hidden.length > 0 ? LEFT_OPEN : 1,
    slow ? SLOW : 1,
  ];
  return {
    kind,
    confidence: Math.min(...bounds),
    comparison: speaksAgainst(comparison) ? undefined : comparison,
    also: othersOf(attribution, best, kind, file),
    open,
    hidden,
    contradicted,
    attribution,
    cause: best,
  };
}

/** A growth by little of the limit that kills nothing for days is no alarm. */
const SLOW = 0.65;
const SOON = 3 * DAY;

/** Whether a pod that nothing killed grew by too little to be sure of, and nothing is due to kill it soon. */
function isSlow(observation: Observation, name: string, { unstable }: Attribution): boolean {
  const killed = observation.pods.some(({ pod, kills }) => pod === name && kills.length > 0);
  if (killed || !unstable.includes('growth')) return false;
  const next = forecastOf(observation, name);
  return next === undefined || next.at - observation.range.to > SOON;
}

/** How sure a finding is at most beside which another cause could not be ruled out. */
const LEFT_OPEN = 0.7;

/** Causes inside the process: another of them, which nothing measures, may be the true one. */
const IN_PROCESS: ReadonlySet<CauseId> = new Set([
  'heap',
  'unproven-heap',
  'goroutines',
  'threads',
  'handles',
  'uncollected',
  'kept',
  'classes',
  'code',
  'buffers',
  'runtime',
  'native',
]);

/** What the question about memory stands at: what Leakbot saw counts where a person was not sure. */
function seenOfMemory(memory: SettledStep): SettledStep['answer'] {
  return memory.answer === 'unclear' ? memory.judgement.answer : memory.answer;
}

function isAgainstData({ answer, judgement }: SettledStep): boolean {
  return (answer === 'yes' && judgement.answer === 'no') || (answer === 'no' && judgement.answer === 'yes');
}

function candidatesOf({ causes }: Attribution): readonly CauseShare[] {
  return causes
    .filter(({ candidate, bytes }) => candidate && bytes > 0)
    .sort((a, b) => steadyShare(b) - steadyShare(a));
}

/** Memory is level because the runtime fills what it is given: the live heap may still take the place of what is free in it. */
function takingThePlace(
  { observation, steps, comparisons }: CaseFile,
  attribution: Attribution,
  asked: ReadonlySet<QuestionId>,
): Verdict | undefined {
  const { leader, sureAtMost, unstable } = attribution;
  const heap =
    leader !== undefined && (leader.cause === 'heap' || leader.cause === 'handles' || leader.cause === 'goroutines');
  if (!heap || startsAsBefore(observation) || unstable.includes('growth') || steadyShare(leader) < TAKES_THE_PLACE)
    return undefined;
  // A heap that grew as much as memory did is part of what was judged as no growth: a wave, a start.
  if (!tookThePlace(attribution)) return undefined;
  const own = steps.find(({ step }) => step === questionAbout(leader.cause, asked));
  if (own?.answer !== 'yes') return undefined;
  const kind = kindOf(leader.cause, false);
  const contradicted = steps.filter(isAgainstData);
  const confidence = Math.min(own.judgement.confidence, sureAtMost, contradicted.length > 0 ? AGAINST_DATA : 1);
  return {
    kind,
    confidence,
    comparison: comparisonFor(kind, comparisons),
    also: [],
    contradicted,
    attribution,
    cause: leader,
  };
}

function refinedKind({ observation }: CaseFile, attribution: Attribution, { cause }: CauseShare): FindingKind {
  const pod = chosenPod(observation);
  const killed = (pod?.kills.length ?? 0) > 0;
  const kind = kindOf(cause, killed);
  if (kind !== 'gc-misconfigured' || pod === undefined) return kind;
  const limit = limitOf(observation, pod);
  if (limit === undefined) return 'not-enough-data';
  // A live heap that fills half of the limit needs a larger one, not a smaller heap.
  const live = attribution.ledger.end.parts['live-heap'];
  return live !== undefined && live > limit / 2 && gcFault(observation, limit) === undefined ? 'limit-too-small' : kind;
}

/** From this share on what the heap gained is the goroutines'. */
const MOSTLY_HELD = 0.5;

/** What no metric splits, two profiles may: those of the heap, and of goroutines. */
function byProfiles(
  { comparisons }: CaseFile,
  { whole }: Attribution,
  best: CauseShare | undefined,
): Pick<Verdict, 'kind' | 'comparison'> | undefined {
  const blind = best === undefined || best.cause === 'anonymous' || best.cause === 'unproven-heap';
  if (!blind) return undefined;
  const telling = comparisons.filter((comparison) => tellsGrowth(comparison, whole));
  const heap = telling.find((comparison) => !countsGoroutines(comparison));
  const goroutines = telling.find(countsGoroutines);
  const held = heldByGoroutines(comparisons) ?? (heap === undefined ? 1 : 0);
  const comparison = goroutines !== undefined && held >= MOSTLY_HELD ? goroutines : heap;
  return comparison && { kind: countsGoroutines(comparison) ? 'goroutine-leak' : 'heap-leak', comparison };
}

/** Threads cost native memory; where a plan asks for their number and no metric has it, they may be what grows. */
function uncountedThreads({ observation }: CaseFile, { cause }: CauseShare): readonly string[] {
  const asks = guideTo(observation.runtime).plan.questions.some(({ needs = [] }) =>
    needs.includes('container-threads'),
  );
  return cause === 'native' && asks && observation.measured['container-threads'] === undefined
    ? ['a leak of threads']
    : [];
}

function speaksAgainst(comparison: Comparison | undefined): boolean {
  return comparison !== undefined && comparison.unit === 'bytes' && comparison.delta <= 0;
}

function boundByComparison(comparison: Comparison | undefined, { ledger }: Attribution): number {
  if (comparison === undefined) return 1;
  if (comparison.delta <= 0) {
    const span = ledger.end.at.to - ledger.base.at.from;
    return comparison.current.time - comparison.base.time >= SPANS * span ? AGAINST_DATA : 1;
  }
  const top = comparison.paths.slice(0, 3).reduce((sum, { delta }) => sum + delta, 0);
  return top / comparison.delta < WEAK_EXPLANATION ? AGAINST_DATA : 1;
}

function othersOf(
  attribution: Attribution,
  best: CauseShare,
  kind: FindingKind,
  { observation }: CaseFile,
): readonly FindingKind[] {
  const killed = (chosenPod(observation)?.kills.length ?? 0) > 0;
  const others = candidatesOf(attribution).filter(
    ({ cause, share }) => cause !== best.cause && share >= MENTIONED_BELOW,
  );
  return [...new Set(others.map(({ cause }) => kindOf(cause, killed)))].filter(
    (other) => other !== kind && other !== 'not-enough-data',
  );
}

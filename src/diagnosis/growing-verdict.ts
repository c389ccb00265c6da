import { type Attribution, NAMED_BESIDE } from '../attribution/attribution.ts';
import { type CauseShare, steadyShare } from '../attribution/shares.ts';
import { DAY } from '../measurement/duration.ts';
import type { Comparison } from '../profile/comparison.ts';
import type { CauseId } from '../runtime/growth-causes.ts';
import { guideTo } from '../runtime/runtimes.ts';
import { asLargeAs, inFixedOrder } from './as-large.ts';
import { buffersBoundOf } from './buffers-bound.ts';
import type { CaseFile, SettledStep } from './case-file.ts';
import {
  comparisonFor,
  countsGoroutines,
  isOfHeap,
  isOutsideHeap,
  showsCause,
  showsNoGrowth,
  tellsGrowth,
} from './comparison-of.ts';
import { kindOf, MENTIONED_BELOW, questionAbout } from './explanation.ts';
import type { FindingKind } from './finding.ts';
import { forecastOf } from './forecast.ts';
import { fillsTheRest, fullFromStart } from './full-from-start.ts';
import { gcFault } from './gc-setting.ts';
import { heldByGoroutines } from './held-by-goroutines.ts';
import { unknownLimit } from './hidden-causes.ts';
import { leftOpen } from './left-open.ts';
import { ROSE_WITH_REQUESTS } from './live-heap-growing.ts';
import { AT_MOST, type Matter } from './matter.ts';
import { memoryGrowth } from './memory-growth.ts';
import { chosenPod, limitOf } from './observation.ts';
import { namedOtherwise } from './restarts.ts';
import { roomAlone } from './room-alone.ts';
import { asSaid, saidOutside } from './said-outside.ts';
import { threadsProven } from './thread-share.ts';
import type { Verdict } from './verdict.ts';

/** Paths that explain less than this of the compared growth make a finding weak. */
const WEAK_EXPLANATION = 0.3;
/** A comparison speaks against a heap that grows only where its profiles span this share of the growth. */
export const SPANS = 0.5;

/**
 * The finding that explains the growth: of the causes that no answer rules out, the one with the largest share of it.
 */
export function growingVerdict(matter: Matter): Verdict {
  const { file, attribution, contradicted } = matter;
  const nothing = { also: [], contradicted, attribution };
  const insisted = insistedOn(matter);
  const possible = answeredFirst(inFixedOrder(candidatesOf(matter)), matter);
  const narrow = isSeenNarrowly(matter);
  if (insisted === undefined) {
    if (gainsHardly(matter) && !narrow && !partSurelyGrows(matter))
      return {
        ...nothing,
        // What ends again and again for another reason is asked about, not the little that it gains after each start.
        ...(endsForAnotherReason(matter)
          ? { kind: 'restarts-not-memory' as const, confidence: AT_MOST.notYes }
          : { kind: 'no-growth' as const, confidence: AT_MOST.slow }),
        ...(contradicted.length > 0 ? { confidence: AT_MOST.againstData } : {}),
      };
    if (!narrow && fillsItsRoom(matter) && !partSurelyGrows(matter))
      return { ...nothing, kind: 'warm-up', confidence: AT_MOST.roomAlone, roomAlone: true };
    const profiled = byProfiles(matter, possible[0]);
    if (profiled !== undefined) return { ...nothing, ...profiled };
  }
  const best =
    insisted === undefined
      ? possible[0]
      : possible.find(({ cause }) => questionAbout(cause, matter.asked) === insisted.step);
  if (best !== undefined && attribution !== undefined && best.share >= MENTIONED_BELOW && isClear(matter, best))
    return verdictOn(best, { ...matter, attribution, insisted });
  if (insisted === undefined || best !== undefined || insisted.means.yes === 'memory-grows')
    return { ...nothing, kind: 'not-enough-data', confidence: AT_MOST.unexplained };
  const kind = insisted.means.yes;
  return { ...nothing, kind, confidence: AT_MOST.againstData, comparison: comparisonFor(kind, file.comparisons) };
}

/** A cause that a person answered with Yes where the data did not, and none that both see. */
function insistedOn({ file: { steps }, memory }: Matter): SettledStep | undefined {
  const causes = steps.filter((step) => step !== memory && step.answer === 'yes');
  return causes.some(({ judgement }) => judgement.answer === 'yes') ? undefined : causes[0];
}

/** Whether memory grows is not clear: then only a growth counts that is no noise and that its own question answered with Yes. */
function isClear({ file: { steps }, memory, attribution, asked }: Matter, { cause }: CauseShare): boolean {
  if (memory?.judgement.answer === 'yes' || memory?.answer === 'yes') return true;
  const own = steps.find(({ step }) => step === questionAbout(cause, asked));
  return own?.answer === 'yes' && attribution?.unstable.includes('growth') === false;
}

/** Whether memory rises in a window that is too narrow to say that it does not leak. */
function isSeenNarrowly({ file: { observation } }: Matter): boolean {
  const pod = chosenPod(observation);
  return pod !== undefined && memoryGrowth(observation, pod).narrow !== undefined;
}

/** One end may be a person's. */
const SEVERAL_ENDS = 2;

function endsForAnotherReason({ file: { observation } }: Matter): boolean {
  const pod = chosenPod(observation);
  const named = pod !== undefined && pod.restarts >= SEVERAL_ENDS && namedOtherwise(pod);
  return named || observation.pods.some(({ evictedAt }) => evictedAt !== undefined);
}

interface Explained extends Matter {
  readonly attribution: Attribution;
  readonly insisted: SettledStep | undefined;
}

function verdictOn(best: CauseShare, matter: Explained): Verdict {
  const { file, attribution, asked, contradicted } = matter;
  const { observation, steps, comparisons } = file;
  const pod = chosenPod(observation);
  // What a steady state that fills its limit gains beside it matters less than that it is full.
  const full = fullFromStart(observation, attribution.ledger);
  const kind =
    full && (attribution.unstable.includes('growth') || fillsTheRest(observation, attribution.ledger, best.cause))
      ? 'limit-too-small'
      : refinedKind(file, attribution, best);
  const own = steps.find(({ step }) => step === questionAbout(best.cause, asked));
  const shown = comparisonFor(kind, comparisons);
  const comparison = shown !== undefined && showsCause(shown, best.bytes) ? shown : undefined;
  const proven = best.cause === 'threads' && threadsProven(attribution);
  const open =
    IN_PROCESS.has(best.cause) && !proven ? steps.filter((step) => step !== own && leftOpen(step, comparisons)) : [];
  const hidden = [
    ...(pod === undefined ? [] : unknownLimit(observation, pod)),
    ...uncountedThreads(file, best),
    ...(open.some(({ means }) => means.yes === 'heap-leak') ? [] : unprovenGarbage(attribution, best)),
  ];
  return {
    kind,
    confidence: Math.min(
      sureOfAnswers(matter, own),
      attribution.sureAtMost,
      kind === 'not-enough-data' ? AT_MOST.unexplained : 1,
      boundByComparison(comparison, attribution),
      open.length + hidden.length > 0 ? AT_MOST.leftOpen : 1,
      isSlow(matter) ? AT_MOST.slow : 1,
      full ? AT_MOST.fullFromStart : 1,
      best.cause === 'native' && saidOutside(steps) ? AT_MOST.againstData : 1,
    ),
    comparison: speaksAgainst(comparison) ? undefined : comparison,
    also: othersOf(attribution, best, kind, file),
    asLarge:
      kind === kindOf(best.cause, (pod?.kills.length ?? 0) > 0)
        ? asLargeAs(best, candidatesOf(matter), (each) => refinedKind(file, attribution, each))
        : undefined,
    open,
    hidden,
    contradicted,
    attribution,
    cause: best,
  };
}

/** How sure the answers leave a finding: that about memory, that about its cause, and those that a person gave against the data. */
function sureOfAnswers({ memory, insisted, contradicted }: Explained, own: SettledStep | undefined): number {
  if (memory === undefined) return AT_MOST.againstData;
  const against = contradicted.length > 0 || insisted !== undefined || memory.answer !== memory.judgement.answer;
  return Math.min(
    memory.judgement.confidence,
    against || memory.judgement.answer !== 'yes' ? AT_MOST.againstData : 1,
    own === undefined || own.judgement.answer === 'yes' ? 1 : AT_MOST.notYes,
    own?.judgement.reasons.includes(ROSE_WITH_REQUESTS) === true ? own.judgement.confidence : 1,
  );
}

/** A span. A kill that is further off is no alarm. */
const SOON = 3 * DAY;

/** Whether a pod that nothing killed grew by too little to be sure of, and nothing is due to kill it soon. */
function isSlow({ file: { observation }, attribution }: Matter): boolean {
  const pod = chosenPod(observation);
  if (pod === undefined || pod.kills.length > 0 || attribution?.unstable.includes('growth') !== true) return false;
  // What ends by a bound of its own fails as surely as by a kill.
  const next = forecastOf(observation, pod.pod)?.at ?? buffersBoundOf(observation)?.at;
  return next === undefined || next - observation.range.to > SOON;
}

function gainsHardly(matter: Matter): boolean {
  const { attribution } = matter;
  return attribution !== undefined && isSlow(matter) && attribution.whole < attribution.ledger.tolerance;
}

/** How sure a Yes about a part is that no finding of calm denies, however little the part takes yet. */
const SURE = 0.9;

/** Whether a step is very sure that a part grows: goroutines that are never ended take little for days. */
function partSurelyGrows({ file: { steps }, memory }: Matter): boolean {
  return steps.some(
    (step) =>
      step !== memory && step.answer === 'yes' && step.judgement.answer === 'yes' && step.judgement.confidence >= SURE,
  );
}

/** A heap whose pages are touched for the first time fills its container for as long as nothing has to be collected. */
function fillsItsRoom({ file: { observation } }: Matter): boolean {
  const pod = chosenPod(observation);
  return pod !== undefined && roomAlone(observation, pod) !== undefined;
}

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
  'tables',
  'runtime',
  'native',
]);

/** What grew and no answer rules out, by what it explains. */
function candidatesOf({ file: { steps }, attribution, asked }: Matter): readonly CauseShare[] {
  const denied = new Set(
    steps.filter(({ answer, judgement }) => answer === 'no' && judgement.answer === 'yes').map(({ step }) => step),
  );
  return grownOf(attribution)
    .map((cause) => asSaid(cause, steps))
    .filter(({ cause }) => !denied.has(questionAbout(cause, asked) ?? 'rss-growing'));
}

/** What its own question surely sees grow goes before what leads by its share alone: of that nothing says that it goes on. */
function answeredFirst(causes: readonly CauseShare[], { file: { steps }, asked }: Matter): readonly CauseShare[] {
  const answerTo = ({ cause }: CauseShare) => steps.find(({ step }) => step === questionAbout(cause, asked));
  const [first] = causes;
  const own = first && answerTo(first);
  if (own === undefined || own.answer === 'yes') return causes;
  const seen = causes.find((cause) => {
    const step = answerTo(cause);
    return (
      steadyShare(cause) >= NAMED_BESIDE &&
      step?.answer === 'yes' &&
      step.judgement.answer === 'yes' &&
      step.judgement.confidence >= SURE
    );
  });
  return seen === undefined ? causes : [seen, ...causes.filter((each) => each !== seen)];
}

function grownOf(attribution: Attribution | undefined): readonly CauseShare[] {
  return (attribution?.causes ?? [])
    .filter(({ candidate, bytes }) => candidate && bytes > 0)
    .toSorted((a, b) => steadyShare(b) - steadyShare(a));
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
  { file: { comparisons, steps }, memory, attribution, contradicted }: Matter,
  best: CauseShare | undefined,
): Pick<Verdict, 'kind' | 'comparison' | 'confidence' | 'open'> | undefined {
  const blind = best === undefined || best.cause === 'anonymous' || best.cause === 'unproven-heap';
  const grown = attribution?.whole ?? memory?.judgement.gained;
  if (!blind || grown === undefined || memory === undefined) return undefined;
  if (memory.answer !== 'yes' && memory.judgement.answer !== 'yes') return undefined;
  const telling = comparisons.filter((comparison) => tellsGrowth(comparison, grown));
  const outside = telling.find(isOutsideHeap);
  const heap = telling.find((comparison) => !countsGoroutines(comparison) && !isOutsideHeap(comparison));
  const goroutines = telling.find(countsGoroutines);
  const held = heldByGoroutines(comparisons) ?? (heap === undefined ? 1 : 0);
  const leaked = goroutines !== undefined && held >= MOSTLY_HELD ? goroutines : heap;
  const comparison = outside !== undefined && outside.delta > (heap?.delta ?? 0) ? outside : leaked;
  if (comparison === undefined) return undefined;
  const open = steps.filter((step) => leftOpen(step, comparisons));
  const against = contradicted.length > 0 || memory.answer !== 'yes' || memory.judgement.answer !== 'yes';
  return {
    kind: kindShown(comparison),
    comparison,
    open,
    confidence: Math.min(
      memory.judgement.confidence,
      open.length > 0 ? AT_MOST.leftOpen : AT_MOST.byProfile,
      against ? AT_MOST.againstData : 1,
    ),
  };
}

function kindShown(comparison: Comparison): 'goroutine-leak' | 'native-growth' | 'heap-leak' {
  if (countsGoroutines(comparison)) return 'goroutine-leak';
  return isOutsideHeap(comparison) ? 'native-growth' : 'heap-leak';
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

/** What lies in a heap is garbage only where something shows how much of it is live. */
function unprovenGarbage({ ledger }: Attribution, { cause }: CauseShare): readonly string[] {
  return cause === 'uncollected' && ledger.end.parts['live-heap'] === undefined ? ['a heap leak'] : [];
}

function speaksAgainst(comparison: Comparison | undefined): boolean {
  return comparison !== undefined && isOfHeap(comparison) && showsNoGrowth(comparison);
}

function boundByComparison(comparison: Comparison | undefined, { ledger }: Attribution): number {
  if (comparison === undefined) return 1;
  if (showsNoGrowth(comparison)) {
    const span = ledger.end.at.to - ledger.base.at.from;
    return comparison.current.time - comparison.base.time >= SPANS * span ? AT_MOST.againstData : 1;
  }
  const top = comparison.paths.slice(0, 3).reduce((sum, { delta }) => sum + delta, 0);
  // Of a full table whose heap is not known only shares show: neither for nor against a growth.
  return comparison.delta <= 0 || top / comparison.delta < WEAK_EXPLANATION ? AT_MOST.againstData : 1;
}

function othersOf(
  attribution: Attribution,
  best: CauseShare,
  kind: FindingKind,
  { observation }: CaseFile,
): readonly FindingKind[] {
  const killed = (chosenPod(observation)?.kills.length ?? 0) > 0;
  const others = grownOf(attribution).filter(({ cause, share }) => cause !== best.cause && share >= MENTIONED_BELOW);
  return [...new Set(others.map(({ cause }) => kindOf(cause, killed)))].filter(
    (other) => other !== kind && other !== 'not-enough-data',
  );
}

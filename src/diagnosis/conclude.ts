import { amountUnit } from '../measurement/amount.ts';
import { lengthOf } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Comparison } from '../profile/comparison.ts';
import type { Remedy } from '../runtime/runtime-words.ts';
import { guideTo } from '../runtime/runtimes.ts';
import { adviceFor } from './advice.ts';
import type { AdviceContext } from './advice-context.ts';
import { besideClimbing } from './another-pod.ts';
import { alsoFixed } from './as-large.ts';
import { beganOf } from './began.ts';
import { beganAtOnce } from './began-at-once.ts';
import type { CaseFile, SettledStep } from './case-file.ts';
import { memoryOf } from './charged-memory.ts';
import { roomThatGrew } from './climb.ts';
import { isQuiet } from './climbed-before.ts';
import { comesBack } from './comes-back.ts';
import { othersInTrouble } from './containers.ts';
import { dataBoundOf } from './data-bound.ts';
import { withinBound } from './data-bound-verdict.ts';
import { verdictOf } from './deciding.ts';
import type { Doubt } from './doubt.ts';
import { doubtsAbout, underDoubt } from './doubts.ts';
import { evidenceOf } from './evidence-lines.ts';
import { fallOfFinding } from './falling.ts';
import type { Finding, FindingKind } from './finding.ts';
import { boundByAge } from './first-run.ts';
import { fixedOf } from './fixed.ts';
import { gapsThatHide } from './gaps-that-hide.ts';
import { gcFault } from './gc-setting.ts';
import { confidenceAfterStacks, leaksFirst } from './goroutine-standing.ts';
import { grewInProfiles, grewOutside } from './grew-outside.ts';
import { outsideHeap } from './heap-reach.ts';
import { roseWithRequests } from './heap-title.ts';
import { jobRunsOf } from './job-runs.ts';
import { largerLimit } from './larger-limit.ts';
import { isLeftInPod } from './left-in-pod.ts';
import { levelCause } from './level-cause.ts';
import { limitLowered } from './limit-lowered.ts';
import { raisedOf } from './limit-raised.ts';
import { lookAgain, lookBackTo, saysLookAgain, withoutLookAgain } from './look-again.ts';
import { manyProcesses } from './many-processes.ts';
import { memoryGrowth } from './memory-growth.ts';
import { isNarrow } from './narrow-window.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';
import { offTheShelf } from './off-the-shelf.ts';
import { ownEndOf } from './own-end.ts';
import { cacheIsSeparate } from './page-cache.ts';
import { endsOf } from './restarts.ts';
import { risingRuns } from './rising-runs.ts';
import { settingsToday } from './settings-today.ts';
import { type Settling, settlingOf } from './settling.ts';
import { provenAfterSteps, stairsIn } from './stairs-said.ts';
import { unlessStartsUp } from './starting-up.ts';
import { aboveSince } from './still-cause.ts';
import { suspectIn } from './suspect.ts';
import { type Subject, titleOf } from './title.ts';
import { isNewTraffic, sinceTrafficMoved } from './traffic-moved.ts';
import { undecidedHeap } from './undecided-heap.ts';
import { largestHeap, urgencyOf } from './urgency.ts';
import type { Verdict } from './verdict.ts';
import { withWhatGrew } from './what-grew.ts';

export type { CaseFile, SettledStep } from './case-file.ts';

/** Paths that a report can carry without becoming a profile itself. */
const MOST_PATHS = 10;

/** The conclusion that a case file carries: a human answer wins over a judgement, and the evidence says where they differ. */
export function conclude(file: CaseFile): Finding {
  const memory = file.steps.find(({ means }) => means.yes === 'memory-grows');
  const doubts = doubtsAbout(file.observation, memory?.judgement);
  return underDoubt(concluded(file, doubts), doubts);
}

function concluded(file: CaseFile, doubts: readonly Doubt[]): Finding {
  const decided = decidedOn(file);
  const verdict = unlessDoubted(
    unlessMeasured(
      besideClimbing(besideOthers(afterStacks(boundByAge(decided, file.observation)), file), file.observation),
      file,
    ),
    file,
    doubts,
  );
  const { observation } = file;
  const began = beganOf(file);
  const atOnce = verdict.kind === 'heap-leak' ? beganAtOnce(observation, began) : undefined;
  const subject = { ...subjectOf(verdict, file), atOnce };
  const { pod } = subject;
  const context: AdviceContext = {
    ...subject,
    pod: pod?.pod ?? 'the pod',
    gaps: [...doubts.map(({ gap }) => gap), ...gapsThatHide(file)],
    urgency: urgencyOf(file, began),
    largestHeap: largestHeap(observation),
    ...boundFor(verdict, observation),
    heapRoom: roomThatGrew(observation),
    cacheIsSeparate: cacheIsSeparate(observation),
    leftInPod: isLeftInPod(observation),
    offTheShelf: offTheShelf(observation),
    withRequests: roseWithRequests(file),
    job: pod && jobRunsOf(observation, pod),
    restarts: pod && endsOf(observation, pod),
    again: pod && (verdict.refuted === undefined ? whenToLookAgain(file, pod, doubts) : lookAgain(observation, pod)),
    today: settingsToday(observation),
    contradicted: verdict.contradicted.some((step) => restsOn(step, file)),
  };
  const advice = provenAfterSteps(adviceForBoth(verdict, context), stairsIn(observation, verdict.kind));
  return {
    kind: verdict.kind,
    title: titleOf(subject, file),
    confidence: verdict.confidence,
    share: verdict.cause?.share,
    // When to look again is said once: where that is the advice, there.
    evidence: evidenceOf({ ...subject, began }, file).map((line) =>
      advice.steps.some(saysLookAgain) ? withoutLookAgain(line) : line,
    ),
    explained: explainedBy(verdict.comparison),
    began,
    paths: verdict.comparison?.paths.slice(0, MOST_PATHS) ?? [],
    advice: advice.steps,
    proof: advice.proof,
  };
}

/** What the answers come to, before anything beside them is looked at. */
function decidedOn(file: CaseFile): Verdict {
  const verdict = withinBound(verdictOf(file), file);
  return withWhatGrew(sinceTrafficMoved(unlessStartsUp(verdict, file), file.observation), file);
}

/** The bound of the data, and whether the finding rests on it. */
function boundFor({ bound }: Verdict, observation: Observation): Pick<AdviceContext, 'dataBound' | 'bounded'> {
  return { dataBound: dataBoundOf(observation), bounded: bound !== undefined };
}

/** Where two causes explain about as much, fixing one leaves half of the growth. */
function adviceForBoth({ kind, asLarge, attribution }: Verdict, context: AdviceContext): Remedy {
  const advice = adviceFor(kind, context);
  if (asLarge === undefined || context.contradicted) return advice;
  const outsideGrew = grewOutside(asLarge.cause.cause, attribution?.ledger.run);
  const other = adviceFor(asLarge.kind, { ...context, suspect: undefined, outsideGrew });
  return { ...advice, steps: [...advice.steps, ...alsoFixed(other.steps, asLarge, context.words)] };
}

/** Whether the finding rests on an answer that the data contradicts: not where a cause leads that both see. */
function restsOn(step: SettledStep, { steps }: CaseFile): boolean {
  const bothSee = steps.some(
    ({ answer, judgement, means }) => answer === 'yes' && judgement.answer === 'yes' && means.yes !== 'memory-grows',
  );
  return step.answer === 'no' || step.means.yes === 'memory-grows' || !bothSee;
}

/** What says that memory does not grow. */
const CALM: ReadonlySet<FindingKind> = new Set(['no-growth', 'warm-up']);

/** What the runs of a job that take more and more are found to be. */
const OF_RISE: ReadonlySet<FindingKind> = new Set(['no-growth', 'limit-too-small']);

/** The figures that title, evidence and advice share. */
function subjectOf(verdict: Verdict, { observation }: CaseFile): Subject {
  const pod = chosenPod(observation);
  const limit = pod === undefined ? undefined : limitOf(observation, pod);
  const highest = pod && memoryOf(observation, pod).values;
  const peak = highest?.reduce((most, value) => Math.max(most, value), 0);
  const raised = CALM.has(verdict.kind) ? raisedOf(observation) : undefined;
  return {
    verdict,
    pod,
    words: guideTo(observation.runtime).words,
    limit,
    peak,
    fitting: largerLimit({ peak, limit, largestHeap: largestHeap(observation) }),
    outside: outsideHeap(observation),
    outsideGrew:
      grewInProfiles(verdict.comparison) ?? grewOutside(verdict.cause?.cause, verdict.attribution?.ledger.run),
    fault: verdict.kind === 'gc-misconfigured' ? gcFault(observation, limit) : undefined,
    suspect: suspectIn(verdict.comparison),
    settling: settlingFor(verdict, observation, pod),
    raised,
    // Another program that takes more than the smaller limit held would have been killed as well.
    fixed: CALM.has(verdict.kind) && raised === undefined ? fixedOf(observation) : undefined,
    lowered: verdict.kind === 'limit-too-small' && pod !== undefined ? limitLowered(observation, pod) : undefined,
    ownEnd: ownEndOf(observation),
    falls: fallOfFinding(verdict, observation),
    rising: pod !== undefined && OF_RISE.has(verdict.kind) ? risingRuns(observation, pod) : undefined,
    narrow: pod !== undefined && isNarrow(observation, pod) ? lengthOf(observation.range) : undefined,
    newTraffic: pod !== undefined && isNewTraffic(observation, pod),
    idle: pod !== undefined && isQuiet(observation, pod) ? lengthOf(observation.range) : undefined,
    processes: pod !== undefined && verdict.kind === 'not-enough-data' ? manyProcesses(observation, pod) : undefined,
    childrenKilled: pod !== undefined && levelCause(observation, pod)?.kind === 'not-enough-data',
  };
}

function settlingFor(verdict: Verdict, observation: Observation, pod: PodMemory | undefined): Settling {
  if (verdict.roomAlone === true) return { kind: 'in-heap' };
  return pod === undefined ? { kind: 'level' } : settlingOf(observation, pod);
}

/** Where memory was seen for too short a time to be judged, and no one else has judged it. */
function whenToLookAgain(
  { observation, steps }: CaseFile,
  pod: PodMemory,
  doubts: readonly Doubt[],
): string | undefined {
  // Time settles no doubt about the figures.
  if (doubts.length > 0) return undefined;
  const returned = comesBack(observation);
  const memory = steps.find(({ means }) => means.yes === 'memory-grows');
  const open = memory?.answer === 'unclear' && memory.judgement.answer === 'unclear';
  if (open && returned !== undefined) return lookBackTo(returned.at, observation.range.to);
  const above = memory?.judgement.suggests === 'no-growth' ? aboveSince(observation, pod) : undefined;
  const { rises, falls } = memoryGrowth(observation, pod);
  const since = open ? (rises?.began ?? falls?.at) : above;
  return open || above !== undefined || undecidedHeap({ steps }) !== undefined
    ? lookAgain(observation, pod, since)
    : undefined;
}

/** Of a goroutine leak the stacks say more than the count: what is proven, and what only waits for a timer. */
function afterStacks(verdict: Verdict): Verdict {
  const { comparison, confidence, contradicted } = verdict;
  if (comparison?.goroutines === undefined) return verdict;
  const after = confidenceAfterStacks(confidence, comparison);
  return {
    ...verdict,
    comparison: leaksFirst(comparison),
    confidence: contradicted.length > 0 ? Math.min(confidence, after) : after,
  };
}

/** What says that nothing is wrong with the pods. */
const LEVEL: ReadonlySet<FindingKind> = new Set(['no-growth', 'warm-up', 'load-driven', 'restarts-not-memory']);

/** How sure of that a report is while another container of the same pods grows, or was killed. */
const ANOTHER_GROWS = 0.7;

function besideOthers(verdict: Verdict, { observation }: CaseFile): Verdict {
  if (!LEVEL.has(verdict.kind) || othersInTrouble(observation).length === 0) return verdict;
  return { ...verdict, confidence: Math.min(verdict.confidence, ANOTHER_GROWS) };
}

/** How sure a report is of memory that nothing measures: what its runtime accounts for is not all that is charged. */
const NOT_MEASURED = 0.79;

function unlessMeasured(verdict: Verdict, { observation }: CaseFile): Verdict {
  if (chosenPod(observation)?.taken === undefined) return verdict;
  return { ...verdict, confidence: Math.min(verdict.confidence, NOT_MEASURED) };
}

/** That nothing is wrong is not concluded from figures in doubt, unless a person says so. */
function unlessDoubted(verdict: Verdict, { steps }: CaseFile, doubts: readonly Doubt[]): Verdict {
  const memory = steps.find(({ means }) => means.yes === 'memory-grows');
  if (doubts.length === 0 || memory?.answer === 'no' || !LEVEL.has(verdict.kind)) return verdict;
  return { ...verdict, kind: 'not-enough-data' };
}

function explainedBy(comparison: Comparison | undefined): Finding['explained'] {
  if (comparison === undefined || comparison.paths.length === 0) return undefined;
  const amount = comparison.paths.slice(0, TOP_PATHS).reduce((sum, path) => sum + path.delta, 0);
  // What shrank meanwhile makes the difference of the totals smaller than what grew.
  return { amount, of: Math.max(comparison.delta, amount), unit: amountUnit(comparison.unit) };
}

/** "These three paths explain …": more than three no one remembers. */
const TOP_PATHS = 3;

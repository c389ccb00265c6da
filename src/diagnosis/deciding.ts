import type { PodMemory } from '../metrics/lifetime.ts';
import type { Comparison } from '../profile/comparison.ts';
import type { CauseId } from '../runtime/growth-causes.ts';
import type { CaseFile, SettledStep } from './case-file.ts';
import { comparisonFor, tellsGrowth } from './comparison-of.ts';
import { countedShare } from './counted-share.ts';
import { explainedVerdict } from './explained-verdict.ts';
import { explanationOf } from './explanation.ts';
import type { FindingKind } from './finding.ts';
import { gcFault } from './gc-setting.ts';
import { hiddenCauses, unknownLimit } from './hidden-causes.ts';
import type { Answer } from './judgement.ts';
import { leftOpen, PROFILED } from './left-open.ts';
import { memoryGrowth } from './memory-growth.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';
import { startsAsBefore } from './ranked-pods.ts';
import { stillCause } from './still-cause.ts';
import type { Verdict } from './verdict.ts';

interface Candidate {
  readonly kind: FindingKind;
  readonly step: SettledStep;
  /** The share of the growth of memory that it explains, as far as its figures show. */
  readonly share: number;
  readonly comparison?: Comparison | undefined;
  /** Only the profiles show it. */
  readonly byProfile: boolean;
}

/** A finding that the data contradicts is at best this sure. */
const CONTRADICTED = 0.6;
/** A growth that no later step explains is known, but its kind is not. */
const UNEXPLAINED = 0.5;

/** Decides the kind of finding: of all that grew, what explains the largest share of the growth of memory. */
export function verdictOf(file: CaseFile): Verdict {
  return explainedVerdict(file) ?? unexplainedVerdict(file);
}

/** Without runs that can be accounted for, the answers decide. */
function unexplainedVerdict(file: CaseFile): Verdict {
  const contradicted = file.steps.filter(contradicts);
  const memory = file.steps.find(({ means }) => means.yes === 'memory-grows');
  const candidates = file.steps
    .flatMap((step) => candidateOf(step, memory, file.comparisons) ?? [])
    .sort((a, b) => b.share - a.share);
  const [best, ...others] = candidates;
  // Where RSS does not grow, a part of it that does has only taken the place of another.
  const pod = chosenPod(file.observation);
  const limit = pod && limitOf(file.observation, pod);
  // The settings of a collector are wrong for a limit; a goal that starves it is wrong for any.
  const limitless =
    best?.kind === 'gc-misconfigured' && limit === undefined && gcFault(file.observation, limit) === undefined;
  if (limitless) return { kind: 'not-enough-data', confidence: UNEXPLAINED, also: [], contradicted };
  const within = memory?.answer === 'no' && (best?.step.means.displaces === true || startsAsBefore(file.observation));
  if (best !== undefined && !within) {
    const open = file.steps.filter((step) => step !== best.step && leftOpen(step, file.comparisons));
    const hidden = pod === undefined ? [] : unknownLimit(file.observation, pod);
    const reported = best.byProfile
      ? Math.min(BY_PROFILE, combined([memory], contradicted, best.comparison))
      : combined([memory, best.step], contradicted, best.comparison);
    return {
      kind: best.kind,
      confidence: open.length + hidden.length > 0 ? Math.min(reported, LEFT_OPEN) : reported,
      open,
      hidden,
      comparison: best.comparison,
      also: [...new Set(others.map(({ kind }) => kind).filter((kind) => kind !== best.kind))],
      contradicted,
    };
  }
  return { ...withoutGrowingPart(file, memory, contradicted), also: [], contradicted };
}

/** How sure a finding is at most that rests on two profiles, because the metric that would show the trend is missing. */
const BY_PROFILE = 0.85;

/** How sure a finding is at most beside which another cause could not be ruled out. */
const LEFT_OPEN = 0.7;

/** Causes that only the quantities of the chosen pod show. */
const REFINED: ReadonlySet<FindingKind> = new Set(['page-cache', 'load-driven', 'gc-misconfigured']);

function withoutGrowingPart(
  { observation }: CaseFile,
  memory: SettledStep | undefined,
  contradicted: readonly SettledStep[],
): Pick<Verdict, 'kind' | 'confidence' | 'hidden'> {
  const pod = chosenPod(observation);
  const limit = pod && limitOf(observation, pod);
  if (memory?.answer !== 'no') {
    // A limit that page cache fills shows by itself, whatever the little that the process has does.
    const cached = pod !== undefined && memory?.answer === 'unclear' && causeOf(observation, pod) === 'page-cache';
    return cached
      ? { kind: 'page-cache', confidence: BESIDE_THE_PROCESS, hidden: [] }
      : { kind: 'not-enough-data', confidence: UNEXPLAINED, hidden: [] };
  }
  // Why something is killed that does not grow is a matter of its limit.
  if (pod !== undefined && pod.kills.length > 0 && limit === undefined)
    return { kind: 'not-enough-data', confidence: UNEXPLAINED, hidden: [] };
  // By now more is known of the pod than when the first step was judged: its page cache, traffic and collector.
  const cause = pod === undefined || memory.judgement.answer !== 'no' ? undefined : causeOf(observation, pod);
  const reported = memory.judgement.answer === 'no' ? (memory.judgement.suggests ?? 'no-growth') : 'no-growth';
  const refined = cause !== undefined && REFINED.has(cause) ? cause : reported;
  // A collector that runs without end keeps memory level: that it costs processor time is the finding.
  const starved = gcFault(observation, limit)?.kind === 'starves';
  const kind = starved && STARVING.has(refined) ? 'gc-misconfigured' : refined;
  const hidden = pod === undefined ? [] : hiddenCauses(observation, pod, kind);
  const sure = Math.min(combined([memory], contradicted, undefined), mayLeakWithin(observation, kind) ? LEFT_OPEN : 1);
  return { kind, confidence: hidden.length > 0 ? Math.min(sure, LEFT_OPEN) : sure, hidden };
}

/** What a limit that fills can look like. */
const FILLED: ReadonlySet<FindingKind> = new Set(['limit-too-small', 'burst']);

/** What memory that stands can look like while a part of it climbs. */
const LEVEL: ReadonlySet<FindingKind> = new Set(['no-growth', 'warm-up', 'limit-too-small']);
const HEAPS: ReadonlySet<CauseId> = new Set(['heap', 'handles', 'goroutines']);

/** Runs that climb by what nothing splits may leak, as may a live heap in the place of other memory: no sure answer. */
function mayLeakWithin(observation: Observation, kind: FindingKind): boolean {
  const { leader, unstable } = explanationOf(observation) ?? {};
  if (leader === undefined || unstable?.includes('growth') === true || startsAsBefore(observation)) return false;
  return (FILLED.has(kind) && leader.cause === 'anonymous') || (LEVEL.has(kind) && HEAPS.has(leader.cause));
}

function causeOf(observation: Observation, pod: PodMemory): FindingKind {
  return stillCause(observation, pod, memoryGrowth(observation, pod));
}

/** How sure a finding is that the container, and not the process, shows. */
const BESIDE_THE_PROCESS = 0.75;

/** What a GOMEMLIMIT that is too low can look like. */
const STARVING: ReadonlySet<FindingKind> = new Set(['no-growth', 'warm-up', 'limit-too-small']);

/** What a step points at; undefined when its answer points at nothing. */
function candidateOf(
  step: SettledStep,
  memory: SettledStep | undefined,
  comparisons: readonly Comparison[],
): Candidate | undefined {
  if (step.means.yes === 'memory-grows') return undefined;
  const kind = (step.judgement.answer === 'yes' ? step.judgement.suggests : undefined) ?? step.means.yes;
  const comparison = comparisonFor(kind, comparisons);
  const grown = memory?.judgement.gained;
  const total = Math.max(1, grown ?? 0);
  const rank = (gained: number) => countedShare(kind, gained, total) ?? gained / total;
  if (step.answer === 'yes')
    return { kind, step, share: rank(step.judgement.gained ?? 0), comparison, byProfile: false };
  // No one could say, because no metric does; two profiles can.
  const blind =
    PROFILED.has(kind) &&
    step.answer === 'unclear' &&
    memory?.answer === 'yes' &&
    comparison !== undefined &&
    grown !== undefined;
  return blind && tellsGrowth(comparison, grown)
    ? { kind, step, share: rank(comparison.delta), comparison, byProfile: true }
    : undefined;
}

function contradicts({ answer, judgement }: SettledStep): boolean {
  const opposite: Partial<Record<Answer, Answer>> = { yes: 'no', no: 'yes' };
  return judgement.answer === opposite[answer];
}

/** As sure as its least sure step; a human's answer stands even where the data was unclear. */
function combined(
  steps: readonly (SettledStep | undefined)[],
  contradicted: readonly SettledStep[],
  comparison: Comparison | undefined,
): number {
  const reported = steps.flatMap((step) => (step === undefined ? [] : [confidenceOf(step)]));
  const least = reported.length === 0 ? UNEXPLAINED : Math.min(...reported);
  const explained = comparison === undefined || comparison.delta <= 0 ? undefined : explainedShare(comparison);
  const judged = explained !== undefined && explained < WEAK_EXPLANATION ? Math.min(least, CONTRADICTED) : least;
  return contradicted.length > 0 ? Math.min(judged, CONTRADICTED) : judged;
}

/** Paths that explain less than this of the compared growth make a finding weak. */
const WEAK_EXPLANATION = 0.3;

function explainedShare(comparison: Comparison): number {
  return comparison.paths.slice(0, 3).reduce((sum, path) => sum + path.delta, 0) / comparison.delta;
}

/** Where a human decided what the data left open, the answer is worth this. */
const HUMAN = 0.75;

function confidenceOf({ answer, judgement }: SettledStep): number {
  if (answer === judgement.answer) return judgement.confidence;
  return judgement.answer === 'unclear' ? HUMAN : CONTRADICTED;
}

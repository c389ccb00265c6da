import { steadyShare } from '../attribution/shares.ts';
import type { SettledStep } from './case-file.ts';
import { comparisonFor } from './comparison-of.ts';
import { kindOf, questionAbout } from './explanation.ts';
import type { FindingKind } from './finding.ts';
import { withoutTraffic } from './kept-without-traffic.ts';
import { AT_MOST, type Matter } from './matter.ts';
import { memoryGrowth } from './memory-growth.ts';
import { chosenPod } from './observation.ts';
import { partThatGrowsOn } from './part-grows-on.ts';
import { profilesDecide } from './profiles-decide.ts';
import { startsAsBefore } from './ranked-pods.ts';
import { refutedBy } from './refuted.ts';
import type { Verdict } from './verdict.ts';

/** What says that nothing is wrong with memory. */
const CALM: ReadonlySet<FindingKind> = new Set(['no-growth', 'warm-up']);
/** What goes on until something ends it. */
const LEAKS: ReadonlySet<FindingKind> = new Set([
  'heap-leak',
  'goroutine-leak',
  'thread-leak',
  'handle-leak',
  'native-growth',
]);
/** How sure an open answer must be to lean against a growth: one that leans the other way is a Yes. */
const LEANS = 0.6;
/** How sure an answer must be to stand against a finding. */
const SURE = 0.8;
/** A cause that explains this share of the growth cannot be left out of the finding. */
const MOSTLY = 0.5;

/** A finding that the answers of its own report deny is none: it says what they allow, and is not sure. */
export function withoutDenied(verdict: Verdict, matter: Matter): Verdict {
  return (
    refutedHeap(verdict, matter) ??
    unseenCalm(verdict, matter) ??
    deniedHeap(verdict, matter) ??
    deniedPart(verdict, matter) ??
    calmOverHeap(verdict, matter) ??
    calmOverPart(verdict, matter) ??
    loadOverHeap(verdict, matter) ??
    profilesDecide(verdict, matter) ??
    verdict
  );
}

/** "No leak" of a run that was seen too briefly for any answer. */
function unseenCalm(verdict: Verdict, { file: { observation }, memory }: Matter): Verdict | undefined {
  const pod = chosenPod(observation);
  const open = memory?.answer === 'unclear' && memory.judgement.answer === 'unclear';
  if (!CALM.has(verdict.kind) || !open || pod === undefined) return undefined;
  return memoryGrowth(observation, pod).kind === 'too-little' ? unexplained(verdict) : undefined;
}

/** A leak of the heap, or one that is not seen, that only an answer speaks for, where profiles of the heap speak against it. */
function refutedHeap(verdict: Verdict, matter: Matter): Verdict | undefined {
  const open = verdict.kind === 'heap-leak' || verdict.kind === 'not-enough-data';
  const refuted = open && verdict.comparison === undefined ? refutedBy(matter) : undefined;
  return refuted && { ...unexplained(verdict), refuted };
}

/** A heap leak though the live heap, asked after collections, does not grow, and no profile shows it. */
function deniedHeap(verdict: Verdict, matter: Matter): Verdict | undefined {
  const heap = heapStep(matter);
  const denied = heap?.answer === 'no' && heap.judgement.answer === 'no';
  return verdict.kind === 'heap-leak' && denied && verdict.comparison === undefined ? unexplained(verdict) : undefined;
}

/**
 * A leak in a part of which the question about that part says no, or hardly knows: the ledger says where memory went, and
 * not that it goes on. What nothing measures, or a profile shows, is another matter.
 */
function deniedPart(verdict: Verdict, { file: { steps }, asked }: Matter): Verdict | undefined {
  if (!LEAKS.has(verdict.kind) || verdict.cause === undefined || verdict.comparison !== undefined) return undefined;
  const own = steps.find(({ step }) => step === questionAbout(verdict.cause?.cause ?? 'heap', asked));
  if (own === undefined || own.answer === 'yes' || own.judgement.answer === 'yes') return undefined;
  if (own.judgement.unmeasured === true) return undefined;
  return own.judgement.answer === 'no' || own.judgement.confidence >= LEANS
    ? { ...unexplained(verdict), cause: verdict.cause }
    : { ...verdict, confidence: Math.min(verdict.confidence, AT_MOST.againstData) };
}

/** A level line that is taken for health though a good part of what memory gained grows on by its own question. */
function calmOverPart(verdict: Verdict, matter: Matter): Verdict | undefined {
  const { file, attribution } = matter;
  if (!CALM.has(verdict.kind) || startsAsBefore(file.observation)) return undefined;
  const part = partThatGrowsOn(matter);
  if (part === undefined || attribution === undefined) return undefined;
  const kind = kindOf(part.cause.cause, false);
  return {
    ...verdict,
    kind,
    confidence: Math.min(
      part.step.judgement.confidence,
      AT_MOST.againstData,
      kind === 'not-enough-data' ? AT_MOST.unexplained : 1,
    ),
    roomAlone: undefined,
    comparison: comparisonFor(kind, file.comparisons),
    attribution,
    cause: part.cause,
  };
}

/** A level line that is taken for health though the live heap surely grows, and explains most of what memory gained. */
function calmOverHeap(verdict: Verdict, matter: Matter): Verdict | undefined {
  return CALM.has(verdict.kind) ? heapInstead(verdict, matter, SURE) : undefined;
}

/**
 * Memory that is said to follow its traffic though most of what it gained lives in the heap, which did not come down when the
 * traffic did. Where the traffic did not come down, the heap may do so with it, and neither is sure.
 */
function loadOverHeap(verdict: Verdict, matter: Matter): Verdict | undefined {
  const { observation } = matter.file;
  const pod = chosenPod(observation);
  const live = observation.measured['live-heap']?.track;
  const heap = verdict.kind === 'load-driven' ? heapInstead(verdict, matter, 0) : undefined;
  if (heap === undefined || pod === undefined || live === undefined) return undefined;
  const did = withoutTraffic(observation, pod, live, observation.before?.liveHeap);
  if (did === 'fell') return undefined;
  if (did === 'kept') return heap;
  return { ...verdict, confidence: Math.min(verdict.confidence, AT_MOST.leftOpen) };
}

/** The heap leak that the step of the live heap speaks for, surely enough, and that explains most of what memory gained. */
function heapInstead(verdict: Verdict, matter: Matter, sure: number): Verdict | undefined {
  const { file, attribution } = matter;
  const heap = heapStep(matter);
  const leader = attribution?.leader;
  const grows = heap?.answer === 'yes' && heap.judgement.answer === 'yes' && heap.judgement.confidence >= sure;
  if (!grows || attribution === undefined || leader?.cause !== 'heap') return undefined;
  if (attribution.unstable.includes('growth') || steadyShare(leader) < MOSTLY || startsAsBefore(file.observation))
    return undefined;
  return {
    ...verdict,
    kind: 'heap-leak',
    confidence: Math.min(verdict.confidence, AT_MOST.againstData),
    comparison: comparisonFor('heap-leak', file.comparisons),
    attribution,
    cause: leader,
  };
}

function unexplained(verdict: Verdict): Verdict {
  return {
    ...verdict,
    kind: 'not-enough-data',
    confidence: Math.min(verdict.confidence, AT_MOST.unexplained),
    cause: undefined,
  };
}

function heapStep({ file: { steps } }: Matter): SettledStep | undefined {
  return steps.find(({ step }) => step === 'live-heap-growing');
}

import { steadyShare } from '../attribution/shares.ts';
import type { SettledStep } from './case-file.ts';
import { comparisonFor } from './comparison-of.ts';
import type { FindingKind } from './finding.ts';
import { AT_MOST, type Matter } from './matter.ts';
import { memoryGrowth } from './memory-growth.ts';
import { chosenPod } from './observation.ts';
import { profilesDecide } from './profiles-decide.ts';
import { startsAsBefore } from './ranked-pods.ts';
import { refutedBy } from './refuted.ts';
import type { Verdict } from './verdict.ts';

/** What says that nothing is wrong with memory. */
const CALM: ReadonlySet<FindingKind> = new Set(['no-growth', 'warm-up']);
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
    calmOverHeap(verdict, matter) ??
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

/** A level line that is taken for health though the live heap surely grows, and explains most of what memory gained. */
function calmOverHeap(verdict: Verdict, matter: Matter): Verdict | undefined {
  const { file, attribution } = matter;
  const heap = heapStep(matter);
  const leader = attribution?.leader;
  const grows = heap?.answer === 'yes' && heap.judgement.answer === 'yes' && heap.judgement.confidence >= SURE;
  if (!CALM.has(verdict.kind) || !grows || attribution === undefined || leader?.cause !== 'heap') return undefined;
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

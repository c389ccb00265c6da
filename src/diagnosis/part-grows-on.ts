import type { Attribution } from '../attribution/attribution.ts';
import type { CauseShare } from '../attribution/shares.ts';
import type { SettledStep } from './case-file.ts';
import { partOf } from './cause-names.ts';
import { questionAbout } from './explanation.ts';
import type { Matter } from './matter.ts';

/** What a part must show to speak against a level line. Set by hand. */
const GOES_ON = {
  /** Share of the growth. */
  share: 0.25,
  /** Share of what the part gained that falls into its second half: of a straight line one half. */
  late: 0.35,
} as const;

/** A part of memory that is level as a whole, whose own question says that it grows. */
export interface GrowingPart {
  readonly cause: CauseShare;
  readonly step: SettledStep;
}

/**
 * The largest part beside the live heap that grows on by its own question, where that is a good part of the growth. Of the
 * live heap in memory that is level, when it would be full decides (see `fills-its-heap.ts`).
 */
export function partThatGrowsOn({ file: { steps }, memory, attribution, asked }: Matter): GrowingPart | undefined {
  if (attribution === undefined || attribution.whole < attribution.ledger.tolerance) return undefined;
  const yes = steps.filter(
    (step) =>
      step !== memory && step.step !== 'live-heap-growing' && step.answer === 'yes' && step.judgement.answer === 'yes',
  );
  const grown = attribution.causes.filter(
    (cause) => cause.candidate && cause.share >= GOES_ON.share && goesOn(cause, attribution),
  );
  for (const cause of grown.toSorted((a, b) => b.bytes - a.bytes)) {
    const step = yes.find((each) => each.step === questionAbout(cause.cause, asked));
    if (step !== undefined) return { cause, step };
  }
  return undefined;
}

/** Whether a part gained about as much in the second half of the time as in the first; one that has no figures of its own does by its share. */
function goesOn(
  { cause, lastHalf = 0 }: CauseShare,
  { ledger: { base, middle, end, tolerance } }: Attribution,
): boolean {
  const part = partOf(cause);
  const [from, half, to] = [base, middle, end].map(({ parts }) => (part === undefined ? undefined : parts[part]));
  if (from === undefined || half === undefined || to === undefined) return lastHalf >= GOES_ON.share;
  return to - from >= tolerance && to - half >= GOES_ON.late * (to - from);
}

import type { Attribution } from '../attribution/attribution.ts';
import type { CauseShare } from '../attribution/shares.ts';
import type { Comparison } from '../profile/comparison.ts';
import type { AsLarge } from './as-large.ts';
import type { SettledStep } from './case-file.ts';
import type { DataBound } from './data-bound.ts';
import type { FindingKind } from './finding.ts';

/** What a case comes to, before it is put into words. */
export interface Verdict {
  readonly kind: FindingKind;
  readonly confidence: number;
  /** The comparison that shows the growing paths, where one was made. */
  readonly comparison?: Comparison | undefined;
  /** Two profiles of the heap that show no growth, where only an answer says that memory grows. */
  readonly refuted?: Comparison | undefined;
  /** Other answers that were Yes: they grew too, but explain less. */
  readonly also: readonly FindingKind[];
  /** Another cause that explains about as much. */
  readonly asLarge?: AsLarge | undefined;
  /** Steps that no metric and no profile answers: what they ask for may be what grows. */
  readonly open?: readonly SettledStep[] | undefined;
  /** Causes that nothing measures and nothing rules out, in a few words. */
  readonly hidden?: readonly string[] | undefined;
  /** Steps where the human saw it otherwise than the data. */
  readonly contradicted: readonly SettledStep[];
  /** What every cause explains, where the runs could be accounted for. */
  readonly attribution?: Attribution | undefined;
  /** Set where all that grew is room in the heap, which fits into the limit. */
  readonly roomAlone?: true | undefined;
  /** Where the data that grows is bounded by the program itself. */
  readonly bound?: DataBound | undefined;
  /** The cause that the finding names. */
  readonly cause?: CauseShare | undefined;
}

import type { Attribution } from '../attribution/attribution.ts';
import type { QuestionId } from '../runtime/question-plan.ts';
import type { CaseFile, SettledStep } from './case-file.ts';

/** A case file as it is decided: what was asked about memory, and what explains its growth. */
export interface Matter {
  readonly file: CaseFile;
  /** The question whether memory grows. */
  readonly memory?: SettledStep | undefined;
  /** What explains the growth; absent where no run could be accounted for. */
  readonly attribution?: Attribution | undefined;
  readonly asked: ReadonlySet<QuestionId>;
  /** Steps where a person saw it otherwise than the data. */
  readonly contradicted: readonly SettledStep[];
}

/** How sure a finding is at most, by what stands against it. Set by hand; `npm run score -- --worlds` shows what a change decides. */
export const AT_MOST = {
  /** A finding against the data, or for which the data is missing. */
  againstData: 0.6,
  /** A growth that is known, but not of what. */
  unexplained: 0.5,
  /** Two profiles show the growth, because the metric that would show its trend is missing. */
  byProfile: 0.79,
  /** The question about the cause was not clearly a Yes. */
  notYes: 0.79,
  /** Another cause could not be ruled out. */
  leftOpen: 0.7,
  /** A growth by little of the limit that kills nothing for days is no alarm. */
  slow: 0.65,
  /** The container shows it, and not the process. */
  besideProcess: 0.75,
  /** Memory stood near its limit before it grew: the limit may just be too small. */
  fullFromStart: 0.75,
  /** The heap takes room, up to a bound that fits: no collection has shown yet what of it is live. */
  roomAlone: 0.7,
  /** Data fills a bound of its own, at which it evicts, and that fits: what lies beside it may still grow. */
  dataBounded: 0.75,
  /** Data fills a bound of its own, and whether it evicts there, or whether all of it fits, is open. */
  boundOpen: 0.65,
  /** Memory was judged to have levelled off, and the ledger says that a part still grew. */
  stillClimbs: 0.7,
} as const;

import { liveBound, NEARLY_FULL } from '../attribution/full-heap.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { lateShare } from '../metrics/straightness.ts';
import { sliceOf } from '../metrics/track.ts';
import { guideTo } from '../runtime/runtimes.ts';
import { suspectIn } from './suspect.ts';
import type { Verdict } from './verdict.ts';

/** When what fills a heap is sure to be too large for it, whatever it is. Set by hand. */
const OUTGROWS = {
  /** A span. In a shorter run nothing that rises is a trend. */
  age: 5 * MINUTE,
  /** Share of what was gained that falls into the second half of the time: of a straight line one half. */
  late: 0.4,
} as const;

/**
 * Whether the live heap of a first run takes nearly all that it may have, and rose to there evenly, by objects of which a line
 * and a chain of strong references are known. A cache that is not full by then is larger than its heap, and has to be bounded
 * as a leak has; what is held softly fills any heap, and is freed in time.
 */
export function outgrowsHeap(verdict: Verdict, age: Milliseconds): boolean {
  const { kind, attribution, comparison, asLarge } = verdict;
  if (kind !== 'heap-leak' || attribution === undefined || asLarge !== undefined || age < OUTGROWS.age) return false;
  const { leader, unstable, sureAtMost, ledger } = attribution;
  if (leader?.cause !== 'heap' || unstable.length > 0 || sureAtMost < 1) return false;
  if (!guideTo(ledger.run.runtime).collector.collectsLate) return false;
  const { live, run, base, end } = ledger;
  const bound = liveBound(run);
  if (live === undefined || bound === undefined || (end.parts['live-heap'] ?? 0) < NEARLY_FULL * bound) return false;
  const suspect = suspectIn(comparison);
  if (suspect?.keeper === undefined || suspect.unheld !== undefined) return false;
  return lateShare(sliceOf(live.track, base.at.from, end.at.to)) >= OUTGROWS.late;
}

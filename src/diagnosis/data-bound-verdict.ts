import type { CaseFile } from './case-file.ts';
import { boundFits, type DataBound, dataBoundOf } from './data-bound.ts';
import type { FindingKind } from './finding.ts';
import { AT_MOST } from './matter.ts';
import { chosenPod } from './observation.ts';
import type { Verdict } from './verdict.ts';

/**
 * Data that grows towards a bound of its own is a cache that fills, where it evicts at that bound: no leak, if the bound fits
 * into the limit, and a bound that is too large, if not. Where it is not known to evict, either may be true.
 */
export function withinBound(verdict: Verdict, { observation }: CaseFile): Verdict {
  const { kind, cause, contradicted, confidence, comparison } = verdict;
  if (contradicted.length > 0 || comparison !== undefined) return verdict;
  const bound = dataBoundOf(observation);
  // Data that stands at its bound is no reason to do otherwise, but one to know of.
  if (kind === 'limit-too-small' && bound?.evicts === true && bound.full) return { ...verdict, bound };
  if (bound?.at === undefined) return verdict;
  // Data that stands at its bound is no trend any more: no question finds what grew.
  const stands = kind === 'not-enough-data' && bound.evicts && bound.full;
  if (!stands && (kind !== 'heap-leak' || cause?.cause !== 'heap')) return verdict;
  const killed = (chosenPod(observation)?.kills.length ?? 0) > 0;
  const judged = kindWithin(bound, killed);
  const most = judged === 'warm-up' ? AT_MOST.dataBounded : AT_MOST.boundOpen;
  return { ...verdict, kind: judged, bound, confidence: Math.min(confidence, most) };
}

/** What was killed while its data was within a bound that fits needs more room than that, now and then. */
function kindWithin(bound: DataBound, killed: boolean): FindingKind {
  if (!bound.evicts) return 'heap-leak';
  return killed || !boundFits(bound) ? 'limit-too-small' : 'warm-up';
}

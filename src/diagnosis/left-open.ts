import type { Comparison } from '../profile/comparison.ts';
import type { SettledStep } from './case-file.ts';
import { comparisonFor } from './comparison-of.ts';
import type { FindingKind } from './finding.ts';

/** What profiles show by themselves; handles only show through what they keep. */
export const PROFILED: ReadonlySet<FindingKind> = new Set(['heap-leak', 'goroutine-leak']);

/** Nothing shows: neither the metric, nor the profiles that would show the same. */
export function leftOpen({ means, answer, judgement }: SettledStep, comparisons: readonly Comparison[]): boolean {
  const kind = means.yes;
  const shown = kind !== 'memory-grows' && PROFILED.has(kind) && comparisonFor(kind, comparisons) !== undefined;
  return answer === 'unclear' && judgement.unmeasured === true && !shown;
}

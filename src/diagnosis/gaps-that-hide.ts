import type { CaseFile } from './case-file.ts';
import { explanationOf } from './explanation.ts';
import type { Gap } from './finding.ts';

/**
 * What is missing and may hide the cause: where memory is split into its parts, what the container is charged beside its
 * process shows nothing of them, and only profiles could show more.
 */
export function gapsThatHide({ observation, gaps }: Pick<CaseFile, 'observation' | 'gaps'>): readonly Gap[] {
  const split = explanationOf(observation)?.ledger.end.parts.unexplained !== undefined;
  return split ? gaps.filter(({ about }) => about !== undefined) : gaps;
}

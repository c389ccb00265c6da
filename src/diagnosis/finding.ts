import type { AmountUnit } from '../measurement/amount.ts';
import type { Deploy } from '../metrics/deploys.ts';
import type { Onset } from '../metrics/onset.ts';
import type { GrowthPath } from '../profile/comparison.ts';

export const FINDING_KINDS = [
  'heap-leak',
  'goroutine-leak',
  'thread-leak',
  'handle-leak',
  'native-growth',
  'limit-too-small',
  'gc-misconfigured',
  'load-driven',
  'warm-up',
  'burst',
  'page-cache',
  'shared-memory',
  'kernel-memory',
  'swap',
  'memory-kept',
  'restarts-not-memory',
  'no-growth',
  'not-enough-data',
] as const;

export type FindingKind = (typeof FINDING_KINDS)[number];

/** Something Leakbot could not see, and the exact setting that would show it. */
export interface Gap {
  /** `profiles` where fresh ones would help, `comparison` where only a person can take what would be compared. */
  readonly about?: 'profiles' | 'comparison' | undefined;
  /** The only kind of finding that lacks something by it. */
  readonly only?: FindingKind | undefined;
  readonly missing: string;
  readonly fix: string;
}

/** When the growth began, and the deploy that fits, where one does. */
export interface Began extends Onset {
  readonly deploy?: Deploy | undefined;
}

/** The conclusion of an investigation. */
export interface Finding {
  readonly kind: FindingKind;
  /** One line that stands alone on a phone: `Heap leak in cache.(*MarketsValueCache).Put: a cache that only grows`. */
  readonly title: string;
  readonly confidence: number;
  /** What the cause explains of the growth of memory, 0 to 1; absent where the finding is none about growth. */
  readonly share?: number | undefined;
  /** Evidence in figures, most telling first. */
  readonly evidence: readonly string[];
  /** How much of the growth the named paths explain, in the unit of the comparison. */
  readonly explained?: { readonly amount: number; readonly of: number; readonly unit: AmountUnit } | undefined;
  /** When the growth began, and the deploy that brought it; absent where that is not known. */
  readonly began?: Began | undefined;
  /** Growing paths, largest first; empty when no comparison supports the finding. */
  readonly paths: readonly GrowthPath[];
  /** What to do now, then how to fix it. */
  readonly advice: readonly string[];
  /** What would prove the finding, or the fix. */
  readonly proof: string;
}

/** Growth that no profile shows: where it is the finding, that there is none to compare is no gap. */
const NOT_IN_PROFILES: ReadonlySet<FindingKind> = new Set([
  'native-growth',
  'thread-leak',
  'page-cache',
  'shared-memory',
  'kernel-memory',
  'memory-kept',
  'restarts-not-memory',
]);

/** The gaps that the advice of a finding does not ask to fill already, and that would show more of what was found. */
export function gapsBeside({ kind, advice }: Pick<Finding, 'kind' | 'advice'>, gaps: readonly Gap[]): readonly Gap[] {
  const asked = advice.join('\n').toLowerCase();
  return gaps
    .filter(({ about, only }) => about === undefined || only === kind || !NOT_IN_PROFILES.has(kind))
    .filter(({ fix }) => !asked.includes(fix.toLowerCase()));
}

import { steadyShare } from '../attribution/shares.ts';
import type { Comparison } from '../profile/comparison.ts';
import { memoryOf } from './charged-memory.ts';
import { heapsOf, tellsGrowth } from './comparison-of.ts';
import type { FindingKind } from './finding.ts';
import { AT_MOST, type Matter } from './matter.ts';
import { chosenPod, limitOf } from './observation.ts';
import type { Verdict } from './verdict.ts';

/** What is found where nothing else shows what grows: each of them says that there is nothing to mend in the code. */
const WITHOUT_CAUSE: ReadonlySet<FindingKind> = new Set(['not-enough-data', 'limit-too-small', 'warm-up']);
/** Share of the limit. Memory below it may be what a start fills; above it there is no time left to see. Set by hand. */
const NEARLY_FULL = 0.85;
/** Times the base. Profiles whose heap grew by less may be of a start that is over. Set by hand. */
const MULTIPLIED = 2;
/** Share of the growth that the heap owns, in the whole climb and in its last half. */
const MOSTLY = 0.5;

/**
 * Whether the live heap grows was not clear, for want of collections or of time, and the container is nearly full of it:
 * then two profiles that hold most of what memory gained decide, and not the silence of a metric. Never surely: a cache that
 * a start fills looks the same until it stands.
 */
export function profilesDecide(verdict: Verdict, { file, attribution, contradicted }: Matter): Verdict | undefined {
  const { observation, steps, comparisons } = file;
  const pod = chosenPod(observation);
  const limit = pod && limitOf(observation, pod);
  const heap = steps.find(({ step }) => step === 'live-heap-growing');
  const leader = attribution?.leader;
  if (!WITHOUT_CAUSE.has(verdict.kind) || heap?.answer !== 'unclear' || contradicted.length > 0) return undefined;
  if (pod === undefined || limit === undefined || attribution === undefined || attribution.earlier) return undefined;
  if (leader === undefined || (leader.cause !== 'heap' && leader.cause !== 'unproven-heap')) return undefined;
  if (steadyShare(leader) < MOSTLY || (memoryOf(observation, pod).values.at(-1) ?? 0) < NEARLY_FULL * limit)
    return undefined;
  const comparison = comparisons.find(
    (each) => tellsGrowth(each, attribution.whole) && multiplied(each) && each.base.time >= attribution.ledger.run.from,
  );
  if (comparison === undefined) return undefined;
  const confidence = Math.min(verdict.confidence, AT_MOST.unexplained);
  return { ...verdict, kind: 'heap-leak', confidence, comparison, attribution, cause: leader, hidden: undefined };
}

/** Of profiles, or of recordings that say how large the heap was. */
function multiplied(comparison: Comparison): boolean {
  const heaps = heapsOf(comparison);
  return heaps !== undefined && heaps.after >= MULTIPLIED * heaps.before;
}

import { MiB } from '../measurement/bytes.ts';
import { columns, minus, Sums } from '../profile/column.ts';
import { ESTIMATED_BYTES, hasEstimatedBytes } from '../profile/estimated-bytes.ts';
import type { ProfilePair } from '../profile/import/pair.ts';
import { textOf } from '../profile/label-text.ts';
import type { SampleType } from '../profile/profile.ts';
import { STARTED_THREAD } from '../profile/started-threads.ts';
import { THREADS } from '../runtime/question-plan.ts';
import type { GrewMore, ShownDiff } from './shown-diff.ts';

/** What a process allocated since its start grows whatever it keeps. */
const ALLOCATED = /^alloc/;
/** Pools vary by fewer threads than this. */
const MANY_THREADS = 50;

/**
 * Other sample types of two files that grew more than the one shown: of a JVM’s profiles the heap may stand still while what
 * lies outside it, or the number of its threads, grows.
 */
export function grewMore(shown: ShownDiff, { base, current }: ProfilePair): readonly GrewMore[] {
  return current.sampleTypes.flatMap((is, index) => {
    const before = base.sampleTypes.findIndex(({ type, unit }) => type === is.type && unit === is.unit);
    if (before < 0 || is.type === shown.sampleType || ALLOCATED.test(is.type) || !isOfInterest(is)) return [];
    // Bytes that may be garbage are no figure that grew.
    if (is.type === ESTIMATED_BYTES && (hasEstimatedBytes(base) || hasEstimatedBytes(current))) return [];
    const [from, to] = columns([base, current], [before, index], {}).map((column) => Sums.total(column));
    if (from === undefined || to === undefined) return [];
    const total = { base: from, current: to, delta: minus(to, from) };
    const starts = is.type === THREADS && textOf(current, STARTED_THREAD) !== undefined;
    return tells(is, total, shown) ? [{ sampleType: is.type, unit: is.unit, total, ...(starts ? STARTS : {}) }] : [];
  });
}

/** A recording has the starts of threads while it ran. */
const STARTS = { counted: 'starts of threads while it was recorded' } as const;

function isOfInterest({ type, unit, followed }: SampleType): boolean {
  return followed === undefined && (unit === 'bytes' || type === THREADS);
}

function tells({ type }: SampleType, total: GrewMore['total'], shown: ShownDiff): boolean {
  const delta = Number(total.delta);
  if (type === THREADS) return delta >= Math.max(MANY_THREADS, Number(total.base));
  const own = shown.unit === 'bytes' ? Number(shown.total.delta) : 0;
  return delta > Math.max(own, MiB);
}

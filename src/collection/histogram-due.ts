import type { Instant } from '../foundation/clock.ts';
import { standsAtLimit } from './due.ts';
import type { Target } from './target.ts';
import type { Watch } from './watch.ts';

/**
 * Whether a process that is being profiled anyway is asked for its class histogram too: only where someone asked for it,
 * as seldom as they said, and never near the limit, where the collection that it costs may be the last thing that it does.
 */
export function histogramDue(
  { histogramAt, ...watch }: Watch,
  now: Instant,
  { classHistogram, memoryLimit }: Pick<Target, 'classHistogram' | 'memoryLimit'>,
): boolean {
  if (classHistogram === undefined || standsAtLimit(watch, memoryLimit) === true) return false;
  return histogramAt === undefined || now - histogramAt >= classHistogram.every;
}

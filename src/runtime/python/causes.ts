import { type CauseContext, type CauseGrowth, change, changeOf, grew, type Moment } from '../growth-causes.ts';
import { ownedByThreads } from '../thread-memory.ts';

/**
 * What tracemalloc keeps for each byte it traces, at most. Measured with Python 3.11: 0.5 to 1.5 bytes, the allocator's
 * own loss beside it.
 */
const TRACING_EACH = 1.7;
/** How sure a leak of Python objects is at most where no gauge shows what tracing costs. */
const COST_NOT_SHOWN = 0.79;

/** What grew in a Python process under tracemalloc: objects own what it costs to trace them. */
export function pythonCauses(from: Moment, to: Moment, context: CauseContext): readonly CauseGrowth[] {
  const traced = change(from, to, 'live-heap');
  const rest = change(from, to, 'unexplained');
  const threads = ownedByThreads(from, to, rest, context);
  const shown = changeOf(from, to, 'tracing') !== undefined;
  // A gauge that only one of the moments has is no growth, and yet its bytes are the process's.
  const counted = change(from, to, 'tracing');
  const cost = shown ? counted : Math.max(0, Math.min(rest - threads, TRACING_EACH * traced));
  return [
    grew('heap', traced + cost, shown ? undefined : COST_NOT_SHOWN),
    grew('threads', threads),
    grew('native', rest + counted - threads - cost),
  ];
}

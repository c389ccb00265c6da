import type { Instant } from '../foundation/clock.ts';
import { type Milliseconds, SECOND } from '../measurement/duration.ts';
import type { Series } from './series.ts';

/** Start times are reported in seconds, some rounded: a smaller change is the same start. */
export const SAME_START: Milliseconds = 3 * SECOND;
/** A start time that lies further than this before samples of the container it replaced is of a clock that is slow. */
const SLOW: Milliseconds = 90 * SECOND;

/** A moment that a start time names, and when it was reported. */
interface Reported {
  readonly moment: Instant;
  readonly seen: Instant;
  readonly lastSeen: Instant;
}

/** When the containers of a pod started, oldest first. */
export interface Starts {
  /** Of the container that the first sample of memory is of; undefined where nothing shows it. */
  readonly first: Instant | undefined;
  /** Of those after it: only a start time that changed is a restart. */
  readonly later: readonly Instant[];
}

/**
 * The starts of a pod's containers, from start times in seconds. The clock of a node may be minutes ahead of Prometheus', or
 * behind it: no container started after its first sample, or before the last one of the container that it replaced.
 */
export function startsOf(series: readonly Series[], firstSample: Instant, spread: Milliseconds): Starts {
  const reported = reportedStarts(series);
  const moments = reported.map((one, i) => {
    const before = reported[i - 1]?.lastSeen ?? Number.NEGATIVE_INFINITY;
    const latest = Math.min(one.moment, one.seen);
    return before < one.seen && one.moment < before - SLOW ? before + 1 : latest;
  });
  const [own] = reported;
  const [start] = moments;
  if (own === undefined || start === undefined) return { first: undefined, later: [] };
  const isOwn = start <= firstSample + SAME_START || own.seen <= firstSample + spread;
  const known = isOwn ? Math.min(start, firstSample) : undefined;
  return { first: known, later: isOwn ? moments.slice(1) : moments };
}

/** Distinct moments in the order in which they were reported. */
function reportedStarts(series: readonly Series[]): readonly Reported[] {
  const all = series.flatMap(({ times, values }) =>
    [...times].map((seen, i) => ({ moment: (values[i] ?? 0) * SECOND, seen })),
  );
  const distinct: { moment: Instant; seen: Instant; lastSeen: Instant }[] = [];
  for (const { moment, seen } of all
    .filter((one) => one.moment > 0)
    .sort((a, b) => a.seen - b.seen || a.moment - b.moment)) {
    const same = distinct.find((one) => Math.abs(moment - one.moment) <= SAME_START);
    if (same === undefined) distinct.push({ moment, seen, lastSeen: seen });
    else same.lastSeen = seen;
  }
  return distinct;
}

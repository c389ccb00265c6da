import type { Instant } from '../../foundation/clock.ts';
import { MINUTE, SECOND } from '../../measurement/duration.ts';
import type { Lifetime } from '../../metrics/lifetime.ts';
import type { Snapshot } from '../ports.ts';

/** The two snapshots to compare: early in one container's life, and the last before its end (or now). */
export interface ComparisonPair {
  readonly lifetime: Lifetime;
  readonly base: Snapshot;
  readonly current: Snapshot;
}

/** Growth needs time to show: two snapshots closer than this share of the life they are from tell too little. */
const LEAST_SPAN = 0.2;

/** The base is taken after the first tenth of a life (at most half an hour): caches fill and pools open before. */
const WARM_UP_SHARE = 0.1;
const WARM_UP_AT_MOST = 30 * MINUTE;

/** Metrics and profiles name a start within a scrape or two of each other. */
const START_TOLERANCE = 30 * SECOND;

/**
 * Chooses the life to explain: the latest that ended in a kill and was watched well enough, else the one watched
 * longest. Undefined when no life has two snapshots apart from each other.
 */
export function comparisonPair(
  lifetimes: readonly Lifetime[],
  snapshots: readonly Snapshot[],
): ComparisonPair | undefined {
  const pairs = lifetimes.flatMap((lifetime) => pairWithin(lifetime, snapshots));
  const telling = pairs.filter((pair) => span(pair) >= LEAST_SPAN * (pair.lifetime.to - pair.lifetime.from));
  const killed = telling.findLast((pair) => pair.lifetime.end === 'oom-killed');
  return killed ?? longest(telling) ?? longest(pairs);
}

function pairWithin(lifetime: Lifetime, snapshots: readonly Snapshot[]): readonly ComparisonPair[] {
  const own = snapshots.filter((snapshot) => belongs(snapshot, lifetime)).sort((a, b) => a.time - b.time);
  const current = own.at(-1);
  const warm = lifetime.from + Math.min(WARM_UP_SHARE * (lifetime.to - lifetime.from), WARM_UP_AT_MOST);
  if (current === undefined) return [];
  const apart = (snapshot: Snapshot) => current.time - snapshot.time >= LEAST_SPAN * (lifetime.to - lifetime.from);
  // Rather one from the warm-up than one a moment before the end.
  const base = own.find((snapshot) => snapshot.time >= warm && apart(snapshot)) ?? own[0];
  return base === undefined || base === current ? [] : [{ lifetime, base, current }];
}

function belongs(snapshot: Snapshot, lifetime: Lifetime): boolean {
  const inTime = snapshot.time >= lifetime.from - START_TOLERANCE && snapshot.time <= lifetime.to + START_TOLERANCE;
  if (!inTime || snapshot.processStart === undefined) return inTime;
  // Taken a moment before this life began, of the process before it.
  if (lifetime.startSeen === true && snapshot.processStart < lifetime.from - START_TOLERANCE) return false;
  // A life cut off by the window began before it: then only a start inside another life speaks against it.
  return (
    snapshot.processStart <= lifetime.from + START_TOLERANCE && startedBefore(snapshot.time, snapshot.processStart)
  );
}

function startedBefore(time: Instant, start: Instant): boolean {
  return start <= time + START_TOLERANCE;
}

function span(pair: ComparisonPair): number {
  return pair.current.time - pair.base.time;
}

function longest(pairs: readonly ComparisonPair[]): ComparisonPair | undefined {
  return pairs.reduce<ComparisonPair | undefined>(
    (best, pair) => (best === undefined || span(pair) >= span(best) ? pair : best),
    undefined,
  );
}

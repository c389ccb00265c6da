import type { Instant } from '../foundation/clock.ts';
import { MINUTE } from '../measurement/duration.ts';
import type { Lifetime } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import { collectedBefore, collectedBetween } from './collected-between.ts';
import type { Snapshot } from './ports.ts';
import { snapshotsOf } from './snapshots-of-lifetime.ts';

/** The two snapshots to compare: early in one container's life, and the last before its end (or now). */
export interface ComparisonPair {
  readonly lifetime: Lifetime;
  readonly base: Snapshot;
  readonly current: Snapshot;
}

/** Which two snapshots of a life can be compared. Set by hand; `npm run outcomes` shows what a change decides. */
const PAIR = {
  /** Share of the life. Two snapshots that are closer show too little growth. */
  leastSpan: 0.2,
  /** Share of the life. The base is taken after it: caches fill and pools open before. */
  warmUpShare: 0.1,
  /** A span. The warm-up is never counted as longer. */
  warmUpAtMost: 30 * MINUTE,
} as const;

/**
 * Chooses the life to explain: the latest that ended in a kill and was watched well enough, else the one watched
 * longest. Undefined when no life has two snapshots apart from each other, with a garbage collection between them as
 * far as `lastCollections` (the moments, in seconds) shows.
 */
export function comparisonPair(
  lifetimes: readonly Lifetime[],
  snapshots: readonly Snapshot[],
  lastCollections?: Track,
): ComparisonPair | undefined {
  const pairs = lifetimes.flatMap((lifetime) =>
    pairWithin(lifetime, snapshotsOf(lifetime, lifetimes, snapshots), lastCollections),
  );
  const telling = pairs.filter((pair) => span(pair) >= PAIR.leastSpan * (pair.lifetime.to - pair.lifetime.from));
  const killed = telling.findLast((pair) => pair.lifetime.end === 'oom-killed');
  return killed ?? longest(telling) ?? longest(pairs);
}

function pairWithin(
  lifetime: Lifetime,
  own: readonly Snapshot[],
  lastCollections: Track | undefined,
): readonly ComparisonPair[] {
  const current = own.at(-1);
  if (current === undefined) return [];
  const length = lifetime.to - lifetime.from;
  const warm = warmedUp(lifetime);
  const candidates = own.filter(
    (snapshot) => snapshot !== current && collectedBetween(snapshot, current, lastCollections),
  );
  const collected = candidates.filter((snapshot) => collectedBefore(snapshot, lastCollections));
  const apart = collected.filter(({ time }) => time >= warm && current.time - time >= PAIR.leastSpan * length);
  // Two of one source are what `go tool pprof` can compare as well.
  const base =
    apart.find(({ source }) => source === current.source) ??
    apart[0] ??
    // Rather one from the warm-up than one a moment before the end.
    collected[0] ??
    candidates[0];
  return base === undefined ? [] : [{ lifetime, base, current }];
}

/** From when on what a life gains is no warm-up. */
function warmedUp({ from, to }: Lifetime): Instant {
  return from + Math.min(PAIR.warmUpShare * (to - from), PAIR.warmUpAtMost);
}

/**
 * The last snapshot of a life, and the end of that life's warm-up: for those that show by themselves since when each thing exists.
 * Of the latest life that ended in a kill, else of the latest; undefined where it was taken too soon after.
 */
export function aloneIn(
  lifetimes: readonly Lifetime[],
  snapshots: readonly Snapshot[],
): { readonly lifetime: Lifetime; readonly current: Snapshot; readonly since: Instant } | undefined {
  const last = lifetimes.flatMap((lifetime) => {
    const current = snapshotsOf(lifetime, lifetimes, snapshots).at(-1);
    const since = warmedUp(lifetime);
    const apart = current !== undefined && current.time - since >= PAIR.leastSpan * (lifetime.to - lifetime.from);
    return apart ? [{ lifetime, current, since }] : [];
  });
  return last.findLast(({ lifetime }) => lifetime.end === 'oom-killed') ?? last.at(-1);
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

import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { TimeRange } from '../measurement/time.ts';
import type { Lifetime } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import { median, sliceOf } from '../metrics/track.ts';

/** When memory that rose with the traffic may as well have filled after a start. Set by hand; `npm run score -- --worlds` shows what a change decides. */
const ROSE = {
  /** Slices of a run. The first one is its start, whatever comes after it. */
  slices: 24,
  /** Share of the range by which memory must fall again for the traffic to have taken it back. */
  falls: 0.3,
  /** The slice by which what fills from its start on has begun to. */
  early: 6,
  /** Share of the range that it has gained by then. */
  gained: 0.2,
} as const;

/** A start that was seen is at the edge of what was watched, or inside it. */
const AT_EDGE: Milliseconds = 10 * MINUTE;

/**
 * Whether memory rose from the start of its run on and never fell again. Traffic that rises in the same hours proves
 * nothing then: a cache that fills and a heap that spreads over what it was given rise too.
 */
export function onlyRose(memory: Track, lifetimes: readonly Lifetime[], { from: watched }: TimeRange): boolean {
  const [life] = lifetimes.toSorted((a, b) => b.to - b.from - (a.to - a.from));
  if (life === undefined) return false;
  const began = life.startedAt ?? (life.startSeen === true ? life.from : undefined);
  if (began === undefined || began < watched - AT_EDGE) return false;
  const width = (life.to - life.from) / ROSE.slices;
  const levels = Array.from({ length: ROSE.slices }, (_, i) =>
    median(sliceOf(memory, life.from + i * width, life.from + (i + 1) * width).values),
  )
    .slice(1)
    .filter(Number.isFinite);
  const range = Math.max(...levels) - Math.min(...levels);
  const [first = 0] = levels;
  return (
    range > 0 && (levels[ROSE.early - 1] ?? 0) - first >= ROSE.gained * range && fallIn(levels) < ROSE.falls * range
  );
}

/** Whether memory went up within a span and never fell again by a good part of that: traffic that did fall took nothing back. */
export function neverFell(memory: Track, { from, to }: TimeRange): boolean {
  const width = (to - from) / ROSE.slices;
  const levels = Array.from({ length: ROSE.slices }, (_, i) =>
    median(sliceOf(memory, from + i * width, from + (i + 1) * width).values),
  ).filter(Number.isFinite);
  return fallIn(levels) < ROSE.falls * (Math.max(...levels) - Math.min(...levels));
}

/** The most by which a later level lies below an earlier one. */
function fallIn(levels: readonly number[]): number {
  let highest = Number.NEGATIVE_INFINITY;
  let fall = 0;
  for (const level of levels) {
    highest = Math.max(highest, level);
    fall = Math.max(fall, highest - level);
  }
  return fall;
}

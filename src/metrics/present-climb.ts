import type { Instant } from '../foundation/clock.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { Track } from './series.ts';
import { highest, median } from './track.ts';

/** What makes the end of a run that goes on a climb. Set by hand. */
const CLIMB = {
  /** Share of the level: a smaller rise is none. */
  least: 0.3,
  /** Share of the rise. Below it a sample is still level. */
  left: 0.15,
  /** Share of the rise that all samples before the climb stay below: what came as high before and went again may go again. */
  quiet: 0.7,
  /** Share of the rise by which the run may move before the climb and be level. */
  wanders: 0.25,
  /** Samples: of fewer nothing can be said about their course. */
  fewest: 6,
  /** A span. A request, an upload or a batch takes less. */
  lasts: (15 * MINUTE) satisfies Milliseconds,
  /** Share of the run. What began earlier shows in the shape of the whole run. */
  latest: 0.5,
  /** Parts of equal length, each of which gains between `leastGain` and `mostGain` of the rise: a jump is made in one. */
  parts: 5,
  leastGain: 0.05,
  mostGain: 0.5,
  /** Samples whose median is where the run stands now. */
  now: 3,
  /** Samples of which the lowest is taken where garbage hides the climb: collections are seldom further apart. */
  lowest: 5,
} as const;

/**
 * When a run that was level began to climb, where it climbs until its end to where it never was: in a day of calm the last
 * hours are an outlier, and yet they are what the alert is about. Undefined where it does not.
 */
export function presentClimb(run: Track): Instant | undefined {
  return climbIn(run) ?? climbIn(lowsOf(run));
}

/**
 * Whether a run was level until its present climb: where it is a line, its second half climbs as well, to where it never
 * was.
 */
export function isLevelBefore(run: Track, climb: Instant): boolean {
  const before = run.values.subarray(0, run.times.filter((time) => time < climb).length);
  const quarter = Math.ceil(before.length / 4);
  const [first, last] = [median(before.subarray(0, quarter)), median(before.subarray(-quarter))];
  return Math.abs(last - first) <= CLIMB.wanders * (median(run.values.subarray(-CLIMB.now)) - first);
}

/** The lowest of the last samples at each moment. */
function lowsOf({ times, values }: Track): Track {
  return {
    times,
    values: values.map((_, i) => Math.min(...values.subarray(Math.max(0, i + 1 - CLIMB.lowest), i + 1))),
  };
}

function climbIn({ times, values }: Track): Instant | undefined {
  const [from = 0] = times;
  const to = times.at(-1) ?? from;
  const low = median(values);
  const rise = median(values.subarray(-CLIMB.now)) - low;
  if (!(rise > CLIMB.least * Math.abs(low))) return undefined;
  const begun = values.findLastIndex((value) => value < low + CLIMB.left * rise);
  const start = times[begun] ?? from;
  if (times.length - 1 - begun < CLIMB.fewest || to - start < CLIMB.lasts) return undefined;
  if (start - from < CLIMB.latest * (to - from)) return undefined;
  if (highest(values.subarray(0, begun + 1)) > low + CLIMB.quiet * rise) return undefined;
  return isSteady(times.subarray(begun), values.subarray(begun), rise) ? start : undefined;
}

/** Whether each part of a climb adds to the level that is not left again: garbage stands above it. */
function isSteady(times: Float64Array, values: Float64Array, rise: number): boolean {
  const kept = Float64Array.from(values);
  for (let i = kept.length - 2; i >= 0; i -= 1) kept[i] = Math.min(kept[i] ?? 0, kept[i + 1] ?? 0);
  const [from = 0] = times;
  const length = ((times.at(-1) ?? from) - from) / CLIMB.parts;
  const ends = Array.from({ length: CLIMB.parts + 1 }, (_, part) => {
    const index = times.findLastIndex((time) => time <= from + part * length);
    return kept[index] ?? 0;
  });
  return ends.slice(1).every((end, part) => {
    const gain = (end - (ends[part] ?? 0)) / rise;
    return gain >= CLIMB.leastGain && gain <= CLIMB.mostGain;
  });
}

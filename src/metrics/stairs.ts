import type { Instant } from '../foundation/clock.ts';
import { HOUR, MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { Track } from './series.ts';
import { median, typicalStep } from './track.ts';

/** A quantity that rises in steps of the same kind and is level between them. */
export interface Stairs {
  readonly steps: number;
  /** When they came, but for those that fell into a gap of the data. */
  readonly at: readonly Instant[];
  /** What a typical step gains, in the quantity's unit. */
  readonly each: number;
  /** From one step to the next. */
  readonly period: Milliseconds;
  /** Minute of the hour at which they come, where they keep to one and the period is whole hours. */
  readonly minute?: number | undefined;
  /** What of the rise the steps are, 0 to 1. */
  readonly share: number;
}

/** What a staircase is. Set by hand. */
const STAIRS = {
  /** Samples on each side of a step that show its levels. */
  side: 3,
  /** Steps. Two have one distance, which is always regular. */
  fewest: 3,
  /** Share of the rise. A smaller step is not one of a few that make it up. */
  least: 0.03,
  /** Share of the highest. What is lower is noise beside it, or steps of several kinds. */
  alike: 0.4,
  /** Share of the rise that the steps are together. */
  together: 0.75,
  /** Samples between two steps: nearer ones are a slope. */
  apart: 6,
  /** Share of the period. A step comes within this of its time. */
  late: 0.15,
  /** A span, or two samples where these are more. Steps within it of each other keep to a minute. */
  within: (3 * MINUTE) satisfies Milliseconds,
  /**
   * Square of the distance from its levels, as a share of that from a line through the middles of its levels. Steps of
   * height h and noise of deviation s leave s² and s² + h²/12: at 0.4 a step is 4.2 deviations high. A slope leaves no
   * more of a line than of steps that noise put into it.
   */
  unexplained: 0.4,
} as const;

/** The staircase of a track of one run; undefined where it rises otherwise. */
export function stairsOf({ times, values }: Track): Stairs | undefined {
  const { side } = STAIRS;
  if (values.length < (STAIRS.fewest + 1) * STAIRS.apart) return undefined;
  const rise = median(values.subarray(-side)) - median(values.subarray(0, side));
  if (rise <= 0) return undefined;
  const found = stepsIn(values, STAIRS.least * rise);
  const share = found.reduce((sum, { height }) => sum + height, 0) / rise;
  if (found.length < STAIRS.fewest || share < STAIRS.together || share > 2 - STAIRS.together) return undefined;
  if (!isLevelBetween(values, found)) return undefined;
  const step = typicalStep({ times, values });
  // Of one that fell into a gap of the data the time is not known.
  const at = found.flatMap(({ index }) => {
    const time = times[index] ?? 0;
    return time - (times[index - 1] ?? time) <= 2 * step ? [time] : [];
  });
  if (at.length < STAIRS.fewest) return undefined;
  const period = periodOf(at);
  if (period === undefined) return undefined;
  const each = median(found.map(({ height }) => height));
  const minute = minuteOf(at, period, step);
  // What keeps to a minute of the hour comes by whole hours, whenever it was sampled.
  const whole = minute === undefined ? period : Math.round(period / HOUR) * HOUR;
  return { steps: found.length, at, each, period: whole, minute, share: Math.min(1, share) };
}

interface Step {
  /** Of the first sample that stands higher. */
  readonly index: number;
  readonly height: number;
}

/** Where the level goes up by at least so much, each by its own highest difference. */
function stepsIn(values: Float64Array, least: number): readonly Step[] {
  const { side, apart } = STAIRS;
  const jumps = Array.from(values, (_, i) =>
    i < side || i > values.length - side
      ? 0
      : median(values.subarray(i, i + side)) - median(values.subarray(i - side, i)),
  );
  const lowest = Math.max(least, STAIRS.alike * Math.max(...jumps));
  const order = [...jumps.keys()].filter((i) => (jumps[i] ?? 0) >= lowest);
  // Of equal differences the middle one: the medians of three samples see one step at three of them.
  order.sort((a, b) => (jumps[b] ?? 0) - (jumps[a] ?? 0) || sharpness(values, b) - sharpness(values, a));
  const taken: number[] = [];
  for (const i of order) if (taken.every((other) => Math.abs(other - i) >= apart)) taken.push(i);
  return taken.sort((a, b) => a - b).map((index) => ({ index, height: jumps[index] ?? 0 }));
}

/** Whether levels describe it much better than a line that climbs from the middle of each level to that of the next. */
function isLevelBetween(values: Float64Array, steps: readonly Step[]): boolean {
  const edges = [0, ...steps.map(({ index }) => index), values.length];
  const levels = edges.slice(1).map((to, i) => {
    const from = edges[i] ?? 0;
    return { middle: (from + to - 1) / 2, height: median(values.subarray(from, to)) };
  });
  let ofLevels = 0;
  let ofLine = 0;
  for (let level = 0, i = 0; i < values.length; i += 1) {
    if (i >= (edges[level + 1] ?? 0)) level += 1;
    const value = values[i] ?? 0;
    ofLevels += (value - (levels[level]?.height ?? 0)) ** 2;
    ofLine += (value - heightOfLine(levels, i)) ** 2;
  }
  return ofLevels <= STAIRS.unexplained * ofLine;
}

/** At an index, between two middles or beyond the outermost. */
function heightOfLine(levels: readonly { readonly middle: number; readonly height: number }[], i: number): number {
  const after = levels.findIndex(({ middle }) => middle > i);
  const to = after === -1 ? levels.length - 1 : Math.max(1, after);
  const [a, b] = [levels[to - 1], levels[to]];
  if (a === undefined || b === undefined) return 0;
  return a.height + ((b.height - a.height) * (i - a.middle)) / (b.middle - a.middle);
}

function sharpness(values: Float64Array, i: number): number {
  return (values[i] ?? 0) - (values[i - 1] ?? 0);
}

/** The distance that all of them keep, or its multiple where one was not seen; undefined where they keep none. */
function periodOf(at: readonly number[]): Milliseconds | undefined {
  const gaps = at.slice(1).map((time, i) => time - (at[i] ?? 0));
  const period = median(gaps);
  const regular = gaps.filter((gap) => {
    const times = Math.max(1, Math.round(gap / period));
    return Math.abs(gap - times * period) <= STAIRS.late * period;
  });
  return regular.length === gaps.length ? period : undefined;
}

function minuteOf(at: readonly number[], period: Milliseconds, step: Milliseconds): number | undefined {
  const within = Math.max(STAIRS.within, 2 * step);
  const hours = Math.round(period / HOUR);
  if (hours < 1 || Math.abs(period - hours * HOUR) > within) return undefined;
  // The hour is a circle: from the one that comes before all others on it.
  const spans = at.map((from) => ({
    from,
    wide: Math.max(...at.map((time) => (((time - from) % HOUR) + HOUR) % HOUR)),
  }));
  const [narrow] = spans.toSorted((a, b) => a.wide - b.wide);
  return narrow === undefined || narrow.wide > within ? undefined : Math.floor((narrow.from % HOUR) / MINUTE);
}

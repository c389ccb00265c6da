import { valueNear } from '../attribution/near.ts';
import { formatCount } from '../measurement/count.ts';
import { formatInstant } from '../measurement/time.ts';
import { rankCorrelation } from '../metrics/rank-correlation.ts';
import type { Track } from '../metrics/series.ts';
import { median, quantile, sliceOf, typicalStep } from '../metrics/track.ts';
import { memoryOf } from './charged-memory.ts';
import type { Answer } from './judgement.ts';
import { movesWithLoad } from './load.ts';
import { chosenPod, type Observation } from './observation.ts';
import { type Stretch, stretchOf } from './stretch.ts';

/** What the range of a count says that does not grow, or too little to matter. */
export interface RangeSaid {
  /** `unclear` where it rises within runs as memory does. */
  readonly answer: Exclude<Answer, 'yes'>;
  readonly headline: string;
  /** How sure it is at most, 0 to 1. */
  readonly atMost: number;
}

interface Ranged {
  /** `active handles` */
  readonly noun: string;
  readonly stretch: Stretch;
  /** Whether it grew, by too few to matter. */
  readonly few: boolean;
}

/** A count whose highest is this many times its lowest is no steady number. */
const WIDE = 1.5;
/** So many more or less come and go with anything. */
const NOISE = 10;

/** What the range of a count of the chosen pod says; only a narrow one is "throughout". */
export function rangeSaid(observation: Observation, track: Track, { noun, stretch, few }: Ranged): RangeSaid {
  const { lowest, highest } = stretch;
  const range = rangeOf(lowest, highest);
  if (movesWithLoad(observation, track))
    return { answer: 'no', headline: `${range} ${noun}: the number follows the traffic.`, atMost: 1 };
  if (highest < WIDE * lowest || highest - lowest < NOISE)
    return { answer: 'no', headline: `${range} ${noun} throughout: the number does not follow memory.`, atMost: 1 };
  return (
    risenSaid(observation, track, noun, few) ??
    stepSaid(sliceOf(track, stretch.from, stretch.to), noun) ??
    movesSaid(observation, track, `${range} ${noun}`)
  );
}

/** `412–431` */
export function rangeOf(lowest: number, highest: number): string {
  const [low, high] = [formatCount(lowest), formatCount(highest)];
  return low === high ? low : `${low}–${high}`;
}

/** Rank correlation from which on a count is said to move as memory does. */
const FOLLOWS = 0.8;
/** Fewer moments than this of a run follow anything. */
const FEWEST = 8;
/** What rises through a run gains this share of its range between the ends. */
const THROUGH = 0.5;
/** How sure it is at most that a count that rises with memory is none of its causes. */
const OPEN = 0.6;
/** How sure it is at most that a count does not grow that is no steady number. */
const WIDE_SURE = 0.79;

/** A count that rises through its runs in lockstep with memory: what it counts may be what grows, or grow with it. */
function risenSaid(observation: Observation, track: Track, noun: string, few: boolean): RangeSaid | undefined {
  const runs = withinRuns(observation, track);
  const rising = runs.flatMap(({ follows, ends }) => {
    const through = ends.end - ends.start >= Math.max(NOISE, THROUGH * (ends.highest - ends.lowest));
    return follows >= FOLLOWS && through ? [ends] : [];
  });
  const last = rising.at(-1);
  if (last === undefined || rising.length <= runs.length / 2) return undefined;
  const longest = rising.reduce((most, one) => (one.end - one.start > most.end - most.start ? one : most), last);
  const levels = `${formatCount(longest.start)} → ${formatCount(longest.end)} ${noun}`;
  const each = rising.length === 1 ? '' : ` in a run, alike in ${rising.length} runs`;
  return {
    answer: 'unclear',
    headline: `${levels}${each}, as memory rose: ${few ? 'too few to hold it by themselves' : 'not clearly a trend of their own'}.`,
    atMost: OPEN,
  };
}

interface WithinRun {
  /** Rank correlation of the count and memory, −1 to 1. */
  readonly follows: number;
  readonly ends: Stretch;
}

function withinRuns(observation: Observation, track: Track): readonly WithinRun[] {
  const pod = chosenPod(observation);
  if (pod === undefined) return [];
  const memory = memoryOf(observation, pod);
  const within = 2 * typicalStep(memory);
  return pod.lifetimes.flatMap((life) => {
    const { times, values } = sliceOf(track, life.from, life.to);
    const pairs = [...times].flatMap((time, i) => {
      const held = time < life.from || time > life.to ? undefined : valueNear(memory, time, within);
      return held === undefined ? [] : [[values[i] ?? 0, held] as const];
    });
    const ends = stretchOf(track, life, 0);
    return pairs.length < FEWEST || ends === undefined ? [] : [{ follows: rankCorrelation(pairs), ends }];
  });
}

/** Samples on each side of a step. */
const SIDE = 4;
/** What a step's sides may spread by, as a share of its height. */
const SPREAD = 0.4;

/** A count that stood at one level, went to another at once and stands there. */
function stepSaid({ times, values }: Track, noun: string): RangeSaid | undefined {
  const at = splitOf(values);
  if (at === undefined) return undefined;
  const sides = [values.subarray(0, at), values.subarray(at)] as const;
  const height = Math.abs(median(sides[1]) - median(sides[0]));
  if (height < NOISE || Math.max(...sides.map(spreadOf)) > SPREAD * height) return undefined;
  const [early, late] = sides.map((side) => rangeOf(quantile(side, 0.1), quantile(side, 0.9)));
  return {
    answer: 'no',
    headline: `${early ?? ''} ${noun} until ${formatInstant(times[at] ?? 0)} UTC, ${late ?? ''} since: a step, and level on both sides.`,
    atMost: WIDE_SURE,
  };
}

/** Where the first of the later samples is, if values are cut where their two halves differ most: by least squares. */
function splitOf(values: Float64Array): number | undefined {
  const total = values.reduce((sum, value) => sum + value, 0);
  let [before, most, best] = [0, 0, undefined as number | undefined];
  for (const [i, value] of values.entries()) {
    const left = values.length - i;
    const apart = (total - before) / left - before / i;
    if (i >= SIDE && left >= SIDE && i * left * apart ** 2 > most) [most, best] = [i * left * apart ** 2, i];
    before += value;
  }
  return best;
}

function spreadOf(values: Float64Array): number {
  return quantile(values, 0.9) - quantile(values, 0.1);
}

function movesSaid(observation: Observation, track: Track, said: string): RangeSaid {
  const runs = withinRuns(observation, track);
  const follows = runs.length > 0 && median(runs.map((run) => run.follows)) >= FOLLOWS;
  return {
    answer: 'no',
    headline: follows
      ? `${said}: the number rises and falls as memory does.`
      : `${said}: the number rises and falls, and not as memory does.`,
    atMost: WIDE_SURE,
  };
}

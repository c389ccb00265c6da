import type { Milliseconds } from '../measurement/duration.ts';
import { isAtOnceAsHigh } from './at-once.ts';
import { floorOf } from './floor.ts';
import { climbsLate } from './late-climb.ts';
import type { Lifetime } from './lifetime.ts';
import type { Track } from './series.ts';
import { FEWEST_FLOOR_POINTS, shapeOf } from './shape.ts';
import { highest, median, quantile, sliceOf, spanOf } from './track.ts';

export interface LifeFloor {
  readonly floor: Track;
  readonly life: Lifetime;
  /** It was level for long and then climbed steadily to the kill that ended it. */
  readonly late?: boolean;
}

interface SpannedFloor extends LifeFloor {
  readonly late: boolean;
  readonly span: Milliseconds;
}

/** Stretches of one pod that are each to be judged by themselves. */
export interface LifeFloors {
  readonly floors: readonly LifeFloor[];
  /** Lives that say nothing beside those: longer ones outlived them, or showed what they show as well. */
  readonly outlived: readonly LifeFloor[];
  /** Whether several short lives were laid over one another by age, because none alone carries a shape. */
  readonly pooled: boolean;
}

/** Which lives are judged, and which part of each. Set by hand; `npm run score` shows what a change decides. */
const LIFE = {
  /** Points. A life with fewer is too short to be judged by itself where there are others to pool it with. */
  fewestPoints: 8,
  /** Share of the longest life. A life that goes on is outvoted by an ended one of its length, another by one this much longer. */
  aboutAsLong: 0.9,
  /** Times the highest level of the longest life. A shorter life counts all the same once it is above. */
  knownLevels: 1.05,
  /** Times as long. A run of such a length before a kill shows how the next one would have gone on. */
  muchLonger: 2,
  /** Share of the points of a floor that count for its level: the others may be bursts. */
  nearlyAll: 0.9,
  /** Share of a life that ended, at its end, that is left out: a burst that killed the container is no trend. */
  end: 0.15,
  /** Points of a pooled floor: as many as the floor of one life has at most. */
  mostPooled: 40,
} as const;

/** The floor of a quantity in each container life that has enough samples; short lives are pooled by age. */
export function lifeFloors(track: Track, lifetimes: readonly Lifetime[]): LifeFloors {
  const lives = lifetimes.map((life) => ({ life, own: sliceOf(track, life.from, life.to) }));
  const alone = lives.filter(({ own }) => own.times.length >= LIFE.fewestPoints);
  const last = lives.at(-1);
  if (alone.length === 0 && lives.length > 1 && last !== undefined) {
    const floor = pooledByAge(lives.map(({ own }) => own));
    return {
      floors: floor.times.length < FEWEST_FLOOR_POINTS ? [] : [{ life: last.life, floor }],
      outlived: [],
      pooled: true,
    };
  }
  const floored = (alone.length > 0 ? alone : lives).map(({ life, own }) => flooredOnce(track, life, own));
  // What the scrape missed most of has no floor to be judged by.
  const seen = floored.filter(({ floor }) => floor.times.length >= FEWEST_FLOOR_POINTS);
  const judged = (seen.length > 0 ? seen : floored).filter((one, i, all) => !isRefuted(one, i, all));
  const longest = judged.reduce((most, { span }) => Math.max(most, span), 0);
  const known = Math.max(...judged.filter(({ span }) => span === longest).map(({ floor }) => highest(floor.values)));
  const telling = new Set(
    judged.filter(({ life, span, floor }) => {
      // A life that goes on is judged by an ended one of the same length: how it goes on is known.
      const lasted = span >= longest * (life.end === 'running' ? 1 : LIFE.aboutAsLong);
      return lasted || highest(floor.values) > known * LIFE.knownLevels;
    }),
  );
  return {
    floors: judged.filter((one) => telling.has(one)),
    outlived: floored.filter((one) => !telling.has(one)),
    pooled: false,
  };
}

/** The same lives are judged alone, with those before a change, and by each question. */
const FLOORED = new WeakMap<Track, WeakMap<Lifetime, SpannedFloor>>();

function flooredOnce(track: Track, life: Lifetime, own: Track): SpannedFloor {
  const known = FLOORED.get(track) ?? new WeakMap<Lifetime, SpannedFloor>();
  FLOORED.set(track, known);
  const floored = known.get(life) ?? flooredOf(life, own);
  known.set(life, floored);
  return floored;
}

function flooredOf(life: Lifetime, own: Track): SpannedFloor {
  const late = life.end === 'oom-killed' && climbsLate(own);
  return { life, late, span: spanOf(own), floor: floorOf(late ? own : beforeItsEnd(own, life)) };
}

function beforeItsEnd(own: Track, life: Lifetime): Track {
  if (life.end === 'running') return own;
  const end = (own.times.at(-1) ?? 0) - LIFE.end * spanOf(own);
  const trimmed = sliceOf(own, own.times[0] ?? 0, end);
  return trimmed.times.length < LIFE.fewestPoints - 1 ? own : trimmed;
}

/**
 * Whether another life of the same program shows that this one's height was not its trend: a later one that lasted as
 * long, or the one before that a kill ended, as a kill changes no program.
 */
function isRefuted(one: SpannedFloor, index: number, all: readonly SpannedFloor[]): boolean {
  const before = all[index - 1];
  return (
    (before?.life.end === 'oom-killed' && before.span >= LIFE.muchLonger * one.span && staysBelow(before, one)) ||
    all.slice(index + 1).some((later) => later.span >= LIFE.aboutAsLong * ageOf(one.life) && staysBelow(later, one)) ||
    stoodThereAtOnce(one, index, all)
  );
}

/**
 * Whether the runs after it, at least as many as it is the first of, went within moments to where this one climbed in its
 * time, and have stood there: what they hold is no matter of their age.
 */
function stoodThereAtOnce(one: SpannedFloor, index: number, all: readonly SpannedFloor[]): boolean {
  const later = all.slice(index + 1);
  return later.length > index && later.every((each) => isAtOnceAsHigh(each.floor, one.floor));
}

/** How old a container was at its end; unbounded where its start was not seen and no metric reports it. */
function ageOf({ from, to, startSeen, startedAt }: Lifetime): Milliseconds {
  return startSeen === true ? to - from : startedAt === undefined ? Number.POSITIVE_INFINITY : to - startedAt;
}

/** Whether nearly all of a life stood nearer to its own usual level than to the other's highest, and it did not grow. */
function staysBelow(life: LifeFloor, other: LifeFloor): boolean {
  const { values } = life.floor;
  const below = quantile(values, LIFE.nearlyAll) < (median(values) + highest(other.floor.values)) / 2;
  return below && (shapeOf(life.floor)?.evidence ?? 0) <= 0;
}

/** All samples by the age of their container; where there are many, the median of each of 40 ages. */
function pooledByAge(lives: readonly Track[]): Track {
  const points = lives
    .flatMap((life) => [...life.times].map((time, i) => [time - (life.times[0] ?? 0), life.values[i] ?? 0] as const))
    .sort(([a], [b]) => a - b);
  const bins = Math.min(LIFE.mostPooled, points.length);
  const ages: number[] = [];
  const values: number[] = [];
  for (let bin = 0; bin < bins; bin += 1) {
    const own = points.slice(Math.floor((bin * points.length) / bins), Math.floor(((bin + 1) * points.length) / bins));
    ages.push(median(own.map(([age]) => age)));
    values.push(median(own.map(([, value]) => value)));
  }
  return { times: Float64Array.from(ages), values: Float64Array.from(values) };
}

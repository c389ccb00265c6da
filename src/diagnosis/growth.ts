import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { HOUR, MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { type LifeFloor, lifeFloors } from '../metrics/life-floors.ts';
import type { Lifetime } from '../metrics/lifetime.ts';
import { type TrendTest, trendTest } from '../metrics/mann-kendall.ts';
import { type Onset, onsetOf } from '../metrics/onset.ts';
import type { Track } from '../metrics/series.ts';
import { type Shape, shapeOf } from '../metrics/shape.ts';
import { slopePerHour } from '../metrics/theil-sen.ts';
import { median, sliceOf, spanOf } from '../metrics/track.ts';
import { growthProbability, type WeighedLife } from './growth-probability.ts';
import type { Answer } from './judgement.ts';

/** What a quantity of one pod does, over all its container lives. */
export type GrowthKind = 'growing' | 'flat' | 'warm-up' | 'step' | 'wave' | 'falling' | 'too-little';

export interface Growth {
  readonly answer: Answer;
  /** The probability that the quantity grows. */
  readonly probability: number;
  readonly kind: GrowthKind;
  /** Lives that could be judged, and how many of them grow. */
  readonly lives: number;
  readonly growingLives: number;
  /** The typical rate within a life, in the quantity's unit per hour. */
  readonly perHour: number;
  /** The rate of each life that `perHour` stands for. */
  readonly rates: readonly number[];
  /** The test for a trend of the life that the stretch is of. */
  readonly trend?: TrendTest | undefined;
  /** The stretch the figures are about: the longest of the latest growing lives, else the last life judged. */
  readonly stretch?: Stretch | undefined;
  /** When the growth began; absent when it does not grow, or grew from the start of what was watched. */
  readonly onset?: Onset | undefined;
}

export interface Stretch {
  readonly from: Instant;
  readonly to: Instant;
  /** Floor levels at its beginning (after warm-up, after the onset) and at its end. */
  readonly start: number;
  readonly end: number;
  readonly lowest: number;
  readonly highest: number;
}

/** A life that had not filled this share of its limit in its third quarter was not filled by its trend: a burst was. */
const LEAST_AT_KILL = 0.4;
/** A container that stood at this share of its limit in the second quarter of its life was full before it grew … */
const FULL_EARLY = 0.8;
/** … if it lived no longer than start-up, caches and pools take to fill; … */
const FILLING: Milliseconds = 10 * MINUTE;
/** … at this share already, and however long it lived, … */
const NEARLY_FULL_EARLY = 0.7;
/** … if it slowed to this share of its early pace: a leak goes on at the rate it began with. */
const BENDS = 0.6;

/** Whether something else than the life's trend filled its limit: a burst, or a steady state that leaves no room. */
function filledOtherwise(floor: Track, life: Lifetime, limit: Bytes | undefined): boolean {
  if (limit === undefined) return false;
  const burst = life.end === 'oom-killed' && quarter(floor, 2) < LEAST_AT_KILL * limit;
  return burst || (startWatched(life) && fullEarly(floor, life, limit));
}

function fullEarly(floor: Track, life: Lifetime, limit: Bytes): boolean {
  const early = quarter(floor, 1);
  if (early >= FULL_EARLY * limit && life.to - life.from < FILLING) return true;
  const bends = quarter(floor, 3) - quarter(floor, 2) < BENDS * (early - quarter(floor, 0));
  return early >= NEARLY_FULL_EARLY * limit && bends;
}

/** The median level of one of the four quarters of a stretch. */
function quarter({ values }: Track, index: number): number {
  return median(values.subarray(Math.floor((index * values.length) / 4), Math.ceil(((index + 1) * values.length) / 4)));
}

/** A life that began before the window is known from its start when no more than this share of it is missing. */
const MISSED = 0.25;

function startWatched({ from, to, startSeen, startedAt }: Lifetime): boolean {
  return startSeen === true || (startedAt !== undefined && from - startedAt <= MISSED * (to - startedAt));
}

/** A life too short to say that something grows, unless a kill ended it: a fast leak lives no longer. */
function isYoung(life: Lifetime): boolean {
  return life.end !== 'oom-killed' && life.to - life.from < YOUNG;
}

/** A judgement leaves "unclear" when its probability passes this. */
const DECIDED = 0.75;

/** Every process grows in its first minutes: pools open, the collector finds its pace. */
const YOUNG: Milliseconds = 5 * MINUTE;

const TOO_LITTLE: Growth = {
  answer: 'unclear',
  probability: 0.5,
  kind: 'too-little',
  lives: 0,
  growingLives: 0,
  perHour: 0,
  rates: [],
};

interface GrowthContext {
  /** How many pods were looked at: among many, chance alone makes one look like growth. */
  readonly candidates?: number | undefined;
  /** The limit that kills, where the quantity is memory: tells whether a trend explains its kills. */
  readonly limit?: Bytes | undefined;
}

/** Judges whether a quantity grows within the container lives of a pod. */
export function growthOf(
  track: Track,
  lifetimes: readonly Lifetime[],
  { candidates = 1, limit }: GrowthContext = {},
): Growth {
  const { floors, outlived, pooled } = lifeFloors(track, lifetimes);
  const judged = floors.flatMap(({ floor, life }) => {
    const shape = shapeOf(floor);
    return shape === undefined
      ? []
      : [{ floor, life, shape, sudden: filledOtherwise(floor, life, limit), young: isYoung(life) }];
  });
  const last = judged.at(-1);
  if (last === undefined) {
    return TOO_LITTLE;
  }
  const onlyYoung = lifetimes.every(isYoung);
  const weighed = judged.map((one) => ({ ...one, young: one.young && !onlyYoung }));
  const probability = growthProbability(weighed, { candidates, pooled });
  // What rises in its first minutes may still be filling; what has levelled off in them is full.
  if (probability > 1 - DECIDED && onlyYoung) return TOO_LITTLE;
  const answer = probability >= DECIDED ? 'yes' : probability <= 1 - DECIDED ? 'no' : 'unclear';
  const growing = weighed.filter(
    ({ shape, sudden, young }) => !sudden && !young && shape.evidence > 0 && shape.growing !== undefined,
  );
  const told = answer === 'no' || growing.length === 0 ? last : latestLong(growing);
  const own = answer === 'no' ? { from: told.life.from, skip: 0 } : { from: told.life.from, skip: skipOf(told.shape) };
  const rates = (answer === 'no' ? judged : growing).map(({ floor, shape }) => rateOf(floor, shape));
  const shapeKind = answer === 'no' ? stillKind(told.shape) : 'growing';
  return {
    answer,
    probability,
    kind: shapeKind,
    lives: judged.length,
    growingLives: growing.length,
    perHour: middle(rates),
    rates,
    trend: trendTest(told.floor),
    onset: answer === 'yes' && !pooled ? onsetOf(datedLives(weighed, growing, outlived)) : undefined,
    stretch:
      answer === 'no' && shapeKind !== 'warm-up'
        ? stretchOf(track, { from: judged[0]?.life.from ?? told.life.from, to: told.life.to }, 0)
        : stretchOf(track, told.life, own.skip),
  };
}

/** A life of fewer points than this cannot show that it was level. */
const POINTS_TO_BE_LEVEL = 10;

/** The lives that date a growth: those judged, and others that were level for long enough to show it. */
function datedLives(
  judged: readonly WeighedLife[],
  growing: readonly WeighedLife[],
  outlived: readonly LifeFloor[],
): Parameters<typeof onsetOf>[0] {
  const level = outlived.flatMap(({ floor, life }) => {
    const shape = floor.times.length < POINTS_TO_BE_LEVEL ? undefined : shapeOf(floor);
    return shape === undefined || shape.evidence > 0 ? [] : [{ floor, life, shape, grows: false }];
  });
  return [...judged.map((one) => ({ ...one, grows: growing.includes(one) })), ...level].sort(
    (a, b) => a.life.from - b.life.from,
  );
}

function latestLong<T extends { readonly life: Lifetime }>(lives: readonly T[]): T {
  const [first, ...rest] = lives;
  if (first === undefined) throw new RangeError('no lives');
  const longest = Math.max(...lives.map(({ life }) => life.to - life.from));
  return rest.findLast(({ life }) => life.to - life.from >= longest / 2) ?? first;
}

/** The share of a stretch to leave out of the figures: its warm-up, or what came before the onset. */
function skipOf(shape: Shape): number {
  const model = shape.growing?.model;
  if (model === undefined) return 0;
  if (model.growing === 'onset') return model.grownFrom;
  return model.settling === 'warm-up' ? Math.min(0.35, 2 * model.settledAt) : 0;
}

function rateOf(floor: Track, shape: Shape): number {
  const first = floor.times[0] ?? 0;
  const span: Milliseconds = spanOf(floor);
  const model = shape.growing?.model;
  const begun = first + skipOf(shape) * span;
  if (model?.wave === true) return ((shape.growing?.growth ?? 0) / span) * HOUR;
  return slopePerHour(sliceOf(floor, begun, first + span));
}

function stillKind(shape: Shape): GrowthKind {
  const { model, growth, settling } = shape.still;
  const large = (change: number) => Math.abs(change) > 0.05 * Math.abs(shape.level);
  if (model.growing !== 'none' && large(growth)) return 'falling';
  if ((model.settling === 'warm-up' || model.settling === 'fill') && large(settling))
    return settling > 0 ? 'warm-up' : 'falling';
  if (model.settling === 'step' && large(settling)) return 'step';
  return model.wave ? 'wave' : 'flat';
}

function stretchOf(track: Track, life: Pick<Lifetime, 'from' | 'to'>, skip: number): Stretch | undefined {
  const from = life.from + skip * (life.to - life.from);
  const { times, values } = sliceOf(track, from, life.to);
  const [begun] = times;
  const ended = times.at(-1);
  if (begun === undefined || ended === undefined) return undefined;
  // One end of a stretch is worth a few samples: their minimum, as for the floor.
  const few = Math.max(1, Math.min(5, Math.floor(values.length / 10)));
  return {
    from: begun,
    to: ended,
    start: Math.min(...values.subarray(0, few)),
    end: Math.max(...values.subarray(-few)),
    lowest: values.reduce((least, value) => Math.min(least, value)),
    highest: values.reduce((most, value) => Math.max(most, value)),
  };
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

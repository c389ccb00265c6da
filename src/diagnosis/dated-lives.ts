import { type LifeFloor, lifeFloors } from '../metrics/life-floors.ts';
import type { Lifetime } from '../metrics/lifetime.ts';
import { type Onset, onsetOf } from '../metrics/onset.ts';
import { isOnsetOfSwing } from '../metrics/onset-in-swing.ts';
import type { Track } from '../metrics/series.ts';
import { shapeOf } from '../metrics/shape.ts';
import { sliceOf } from '../metrics/track.ts';
import type { WeighedLife } from './growth-probability.ts';

/** A life of fewer points than this cannot show that it was level. */
const POINTS_TO_BE_LEVEL = 10;

/** The lives that date a growth: those judged, and others that were level for long enough to show it. */
export function datedLives(
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

/** The lives before a change of revision or limit, which date a growth that came with it. */
export function datedBefore(
  track: Track,
  all: readonly Lifetime[],
  judged: readonly Lifetime[],
): Parameters<typeof onsetOf>[0] {
  const before = all.slice(0, all.length - judged.length);
  if (before.length === 0) return [];
  const { floors, outlived, pooled } = lifeFloors(track, before);
  if (pooled) return [];
  return [...floors, ...outlived]
    .flatMap(({ floor, life }) => {
      const shape = floor.times.length < POINTS_TO_BE_LEVEL ? undefined : shapeOf(floor);
      return shape === undefined ? [] : [{ floor, life, shape, grows: shape.evidence > 0 }];
    })
    .sort((a, b) => a.life.from - b.life.from);
}

/** When a growth began; undefined where it is the swing of a day that bends there. */
export function onsetBesideSwing(track: Track, lives: Parameters<typeof onsetOf>[0]): Onset | undefined {
  const onset = onsetOf(lives);
  const within = onset && lives.find(({ life }) => life.from < onset.at && onset.at < life.to);
  if (onset === undefined || within === undefined) return onset;
  return isOnsetOfSwing(sliceOf(track, within.life.from, within.life.to), onset.at) ? undefined : onset;
}

/** The latest of the lives that lasted half as long as the longest, or longer. */
export function latestLong<T extends { readonly life: Lifetime }>(lives: readonly T[]): T {
  const [first, ...rest] = lives;
  if (first === undefined) throw new RangeError('no lives');
  const longest = Math.max(...lives.map(({ life }) => life.to - life.from));
  return rest.findLast(({ life }) => life.to - life.from >= longest / 2) ?? first;
}

import type { Instant } from '../foundation/clock.ts';
import { fitOf, orthonormal, without } from './least-squares.ts';
import type { Lifetime } from './lifetime.ts';
import type { Track } from './series.ts';
import type { Shape } from './shape.ts';

/** When a growth began, with the range that the data allows. */
export interface Onset {
  readonly at: Instant;
  readonly earliest: Instant;
  readonly latest: Instant;
}

/** One container life that was judged, oldest first among others. */
interface OnsetLife {
  readonly floor: Track;
  readonly life: Lifetime;
  readonly shape: Shape;
  readonly grows: boolean;
}

/**
 * When the growth of a pod began: within a life, where its level line bends upwards; between lives, where the first one
 * begins that grows after one that did not. Undefined when nothing grows, or when it grew from the first moment watched.
 */
export function onsetOf(lives: readonly OnsetLife[]): Onset | undefined {
  const lastStill = lives.findLastIndex(({ grows }) => !grows);
  const before = lives[lastStill];
  const first = lives.slice(lastStill + 1).find(({ grows }) => grows);
  if (first === undefined) return undefined;
  const bend = first.shape.growing?.model.growing === 'onset' ? bendOf(first.floor, first.shape.effective) : undefined;
  if (before === undefined || (bend !== undefined && bend.earliest > (first.floor.times[1] ?? 0))) return bend;
  // It grows from its start: what brought the growth came with this container.
  const seen = bendOf(first.floor, first.shape.effective);
  const { from } = first.life;
  return { at: from, earliest: before.life.to, latest: Math.max(from, seen?.latest ?? from) };
}

/** Half of the 95 % quantile of χ² with one degree of freedom: how much less likely an onset in the range may be. */
const LESS_LIKELY = 1.92;

/**
 * Where a level line bends upwards: least squares of a constant and a hinge, for a hinge at each point of the floor. The
 * range holds the hinges whose profile likelihood is within the 95 % bound of the best (Hinkley, Inference in two-phase
 * regression, JASA 66, 1971). Undefined for fewer than 4 points.
 */
export function bendOf({ times, values }: Track, effective: number): Onset | undefined {
  const basis = orthonormal([values.map(() => 1)]);
  const target = without(basis, values);
  const candidates = [...times.subarray(0, -2)].map((at) => {
    const { second, squares } = fitOf(
      target,
      undefined,
      without(
        basis,
        times.map((time) => Math.max(0, time - at)),
      ),
    );
    return { at, squares: second > 0 ? Math.max(squares, Number.EPSILON * target.square) : target.square };
  });
  const [start, ...others] = candidates;
  if (start === undefined || others.length < 2) return undefined;
  const best = others.reduce((least, one) => (one.squares < least.squares ? one : least), start);
  const near = candidates.filter(({ squares }) => (effective / 2) * Math.log(squares / best.squares) <= LESS_LIKELY);
  const step = (index: number) => times[index] ?? best.at;
  const place = (at: Instant) => times.indexOf(at);
  // The true bend lies between points: the range reaches to the neighbours of its ends.
  return {
    at: best.at,
    earliest: step(Math.max(0, place(near[0]?.at ?? best.at) - 1)),
    latest: step(place(near.at(-1)?.at ?? best.at) + 1),
  };
}

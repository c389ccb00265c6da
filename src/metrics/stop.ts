import type { Instant } from '../foundation/clock.ts';
import { HOUR, type Milliseconds } from '../measurement/duration.ts';
import { floorOf } from './floor.ts';
import { fitOf, orthonormal, without } from './least-squares.ts';
import type { Track } from './series.ts';
import { slopePerHour } from './theil-sen.ts';
import { median, sliceOf } from './track.ts';

/** A growth that stopped, and what it gained is still there. */
export interface Stop {
  /** When the growth began, or the track where it had begun before. */
  readonly from: Instant;
  /** Whether it may have begun before the track. */
  readonly before: boolean;
  readonly at: Instant;
  readonly gained: number;
  /** Units per hour while it grew. */
  readonly perHour: number;
  /** Where the track has stood since. */
  readonly level: number;
  /** For how long. */
  readonly stood: Milliseconds;
}

/** What makes a stop. Set by hand. */
const STOP = {
  /** Points of the floor. Fewer show no two bends. */
  fewestPoints: 16,
  /** Share of the points of the floor that a process takes to start. */
  first: 0.05,
  /** Points of the rise, and of the level stretch behind it. */
  fewestOfPart: 3,
  /** A span. Collectors and allocators pause a growth for less. */
  leastLevel: HOUR,
  /** Share of the rise's time: a level stretch that is shorter may be a pause. */
  levelOfRise: 0.15,
  /** A rise from this point on or an earlier one may have begun before. */
  fromStart: 1,
  /** Share of the variance of the floor that the three straight pieces leave. */
  left: 0.05,
  /** Share of the level that was gained. Less is not what anyone asks about. */
  gained: 0.1,
  /** Share of the rise's rate, or of what was gained over the whole level stretch, by which a level stretch may move. */
  moves: 0.1,
  /** Share of the rise's rate below which a part of the rise is a pause. */
  pauses: 0.3,
} as const;

/**
 * Explains the floor of a track by three straight pieces, level, rising and level again (least squares of a constant and
 * a ramp between any two of its points). Undefined where the last piece is not long and level, or the rise had pauses as
 * long as half of it: then this is one more of them.
 */
export function stopOf(track: Track): Stop | undefined {
  const floor = afterFirst(floorOf(track));
  const best = bestRamp(floor);
  if (best === undefined) return undefined;
  const { from, before, at, gained } = best;
  const end = floor.times.at(-1) ?? at;
  const stood = end - at;
  const tail = sliceOf(floor, at, end);
  const level = median(tail.values);
  const perHour = (gained / (at - from)) * HOUR;
  if (stood < Math.max(STOP.leastLevel, STOP.levelOfRise * (at - from)) || gained < STOP.gained * level)
    return undefined;
  // The bend lies between points: what follows it is level from the next one on.
  const slope = Math.abs(slopePerHour(sliceOf(tail, tail.times[1] ?? at, end)));
  if (slope > STOP.moves * perHour || (slope * stood) / HOUR > STOP.moves * gained) return undefined;
  return pausesWithin(sliceOf(floor, from, at), perHour, stood / 2)
    ? undefined
    : { from, before, at, gained, perHour, level, stood };
}

/** The first moments of a process are below every level that it has later. */
function afterFirst({ times, values }: Track): Track {
  const first = Math.ceil(STOP.first * times.length);
  return { times: times.subarray(first), values: values.subarray(first) };
}

interface Ramp {
  readonly from: Instant;
  readonly before: boolean;
  readonly at: Instant;
  readonly gained: number;
}

function bestRamp({ times, values }: Track): Ramp | undefined {
  const count = times.length;
  if (count < STOP.fewestPoints) return undefined;
  const basis = orthonormal([values.map(() => 1)]);
  const target = without(basis, values);
  let best: (Ramp & { readonly squares: number }) | undefined;
  for (let i = 0; i < count; i += 1) {
    for (let j = i + STOP.fewestOfPart; j < count - STOP.fewestOfPart; j += 1) {
      const [from, at] = [times[i] ?? 0, times[j] ?? 0];
      const ramp = times.map((time) => Math.min(1, Math.max(0, (time - from) / (at - from))));
      const { first: gained, squares } = fitOf(target, without(basis, ramp));
      if (gained > 0 && squares < (best?.squares ?? Number.POSITIVE_INFINITY))
        best = { from, before: i <= STOP.fromStart, at, gained, squares };
    }
  }
  return best === undefined || best.squares > STOP.left * target.square ? undefined : best;
}

/** Whether a rise stood for as long as `pause` and went on: then it may do so again. What slows down into its end did not go on. */
function pausesWithin(rise: Track, perHour: number, pause: Milliseconds): boolean {
  const { times } = rise;
  const last = times.at(-1) ?? 0;
  return times.some((from) => {
    const part = sliceOf(rise, from, from + pause);
    const slow = part.times.length >= STOP.fewestOfPart && slopePerHour(part) < STOP.pauses * perHour;
    if (!slow || from + pause > last) return false;
    const rest = sliceOf(rise, from + pause, last);
    return rest.times.length >= STOP.fewestOfPart && slopePerHour(rest) >= STOP.pauses * perHour;
  });
}

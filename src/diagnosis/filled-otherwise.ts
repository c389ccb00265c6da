import type { Bytes } from '../measurement/bytes.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { Lifetime } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import { median } from '../metrics/track.ts';

/** A life that had not filled this share of its limit in its third quarter was not filled by its trend: a burst was. */
const LEAST_AT_KILL = 0.3;
/** What still runs filled its limit when its last quarter stands at this share of it. */
const NEARLY_FULL = 0.85;
/** A container that reached this share of its limit in the first quarter of its life did not climb to it: a leak starts low. */
const FULL_FROM_START = 0.6;
/** One that then stood at this share of its limit in the second quarter was full before it grew … */
const FULL_EARLY = 0.8;
/** … if it lived no longer than start-up, caches and pools take to fill; … */
const FILLING: Milliseconds = 10 * MINUTE;
/** … at this share already, and however long it lived, … */
const NEARLY_FULL_EARLY = 0.7;
/** … if it slowed to this share of its early pace: a leak goes on at the rate it began with. */
const BENDS = 0.6;

/** Whether something else than the life's trend filled its limit: a burst, or a steady state that leaves no room. */
export function filledOtherwise(floor: Track, life: Lifetime, limit: Bytes | undefined): boolean {
  if (limit === undefined || (life.end === 'running' && quarter(floor, 3) < NEARLY_FULL * limit)) return false;
  const burst = life.end === 'oom-killed' && quarter(floor, 2) < LEAST_AT_KILL * limit;
  return burst || (startWatched(life) && fullEarly(floor, life, limit));
}

function fullEarly(floor: Track, life: Lifetime, limit: Bytes): boolean {
  const start = highest(floor.values.subarray(0, Math.ceil(floor.values.length / 4)));
  if (start < FULL_FROM_START * limit) return false;
  const early = quarter(floor, 1);
  if (early >= FULL_EARLY * limit && life.to - life.from < FILLING) return true;
  const bends = quarter(floor, 3) - quarter(floor, 2) < BENDS * (early - quarter(floor, 0));
  return early >= NEARLY_FULL_EARLY * limit && bends;
}

function highest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
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

/** Every process grows in its first minutes: pools open, the collector finds its pace. */
const YOUNG: Milliseconds = 5 * MINUTE;
/** No one rolls out so often within a window of short lives: containers that end oftener are crashing. */
const MOST_ROLL_OUTS = 3;

/**
 * The lives that are too short to say that something grows: not those that a kill ended, or a crash that nothing names,
 * because a fast leak lives no longer.
 */
export function youngLives(lifetimes: readonly Lifetime[]): ReadonlySet<Lifetime> {
  const crashing = lifetimes.filter(({ end }) => end === 'restarted').length > MOST_ROLL_OUTS;
  return new Set(
    lifetimes.filter(
      ({ from, to, end }) => to - from < YOUNG && (end === 'running' || (end === 'restarted' && !crashing)),
    ),
  );
}

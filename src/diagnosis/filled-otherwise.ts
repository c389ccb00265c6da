import type { Bytes } from '../measurement/bytes.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { LifeFloor } from '../metrics/life-floors.ts';
import type { Lifetime } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import { highest, median, sliceOf, usualRange } from '../metrics/track.ts';
import { isFlat } from './burst-seen.ts';

/**
 * When something else than the trend of a life filled its limit. Quarters are those of the life; levels are shares of its
 * limit. Set by hand; `npm run score` shows what a change decides.
 */
const FILLED = {
  /** Level. A killed life that stood lower in its third quarter was filled by a burst. */
  leastAtKill: 0.3,
  /** Level. A life that goes on has filled its limit when its last quarter stands here. */
  nearlyFull: 0.85,
  /** Level. A life that reached it in its first quarter did not climb to its limit: a leak starts low. */
  fromStart: 0.6,
  /** Level. A life no longer than `filling` that stood here in its second quarter was full before it grew. */
  early: 0.8,
  /** A span: what start-up, caches and pools take to fill. */
  filling: 10 * MINUTE,
  /** Level. A life of any length that stood here in its second quarter was full before it grew if it also `bends`. */
  nearlyEarly: 0.7,
  /** Share of its early pace to which a life slows that was full: a leak goes on at the rate it began with. */
  bends: 0.6,
  /** Share of a life. One that began before the window is known from its start when no more of it is missing. */
  missed: 0.25,
  /** Share of its rise that a life has behind it in its third quarter: what jumps at the end has less. */
  byTheMiddle: 0.25,
  /** Times the level of its second quarter at which its last one lies: what is full gains less. */
  goesOn: 1.08,
} as const;

/** Whether something else than the life's trend filled its limit: a burst, or a steady state that leaves no room. */
export function filledOtherwise({ floor, life, late }: LifeFloor, limit: Bytes | undefined): boolean {
  if (limit === undefined || (life.end === 'running' && quarter(floor, 3) < FILLED.nearlyFull * limit)) return false;
  const burst = life.end === 'oom-killed' && late !== true && quarter(floor, 2) < FILLED.leastAtKill * limit;
  return burst || (startWatched(life) && fullEarly(floor, life, limit));
}

/**
 * Whether a life was killed within minutes of its start and rose until then: it may leak quickly, or need more than its limit
 * to start. Neither is seen, because it never stood. `track` is that of its pod.
 */
export function killedWhileFilling({ floor, life }: LifeFloor, track: Track): boolean {
  if (life.end !== 'oom-killed' || life.to - life.from >= FILLED.filling) return false;
  const own = sliceOf(track, life.from, life.to);
  const [start, middle, end] = [quarter(floor, 0), quarter(floor, 2), highest(own.values)];
  // A burst ends what was level for most of its life, and what is full after its start stands from then on.
  const goesOn = quarter(own, 3) >= FILLED.goesOn * quarter(own, 1);
  return goesOn && !isFlat(usualRange(own)) && middle - start >= FILLED.byTheMiddle * (end - start);
}

function fullEarly(floor: Track, life: Lifetime, limit: Bytes): boolean {
  const start = highest(floor.values.subarray(0, Math.ceil(floor.values.length / 4)));
  if (start < FILLED.fromStart * limit) return false;
  const early = quarter(floor, 1);
  if (early >= FILLED.early * limit && life.to - life.from < FILLED.filling) return true;
  const bends = quarter(floor, 3) - quarter(floor, 2) < FILLED.bends * (early - quarter(floor, 0));
  return early >= FILLED.nearlyEarly * limit && bends;
}

/** The median level of one of the four quarters of a stretch. */
function quarter({ values }: Track, index: number): number {
  return median(values.subarray(Math.floor((index * values.length) / 4), Math.ceil(((index + 1) * values.length) / 4)));
}

function startWatched({ from, to, startSeen, startedAt }: Lifetime): boolean {
  return startSeen === true || (startedAt !== undefined && from - startedAt <= FILLED.missed * (to - startedAt));
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

/** The limit of a life, in bytes. A count has no limit, whatever that of the container was. */
export function limitOfLife(life: Lifetime, limit: Bytes | undefined): Bytes | undefined {
  return limit === undefined ? undefined : (life.limit ?? limit);
}

/** Share of the lives that must have filled otherwise for all to count as such: lives of one program resemble each other. */
const MOSTLY = 0.5;
/** Of fewer lives than this no share says anything: chance may have chosen them. */
const SEVERAL = 3;

/** Whether most lives of a quantity filled by something else than a trend; `limit` as for `limitOfLife`. */
export function mostlyFilledOtherwise(lives: readonly LifeFloor[], limit: Bytes | undefined): boolean {
  const filled = lives.filter((one) => filledOtherwise(one, limitOfLife(one.life, limit))).length;
  return lives.length >= SEVERAL && filled > MOSTLY * lives.length;
}

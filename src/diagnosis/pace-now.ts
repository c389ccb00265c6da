import type { Instant } from '../foundation/clock.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { floorOf } from '../metrics/floor.ts';
import type { Lifetime } from '../metrics/lifetime.ts';
import { bendOf } from '../metrics/onset.ts';
import type { Track } from '../metrics/series.ts';
import { slopePerHour } from '../metrics/theil-sen.ts';
import { median, sliceOf, spanOf } from '../metrics/track.ts';

/** How fast the run that goes on climbs: what a forecast rests on. */
export interface PaceNow {
  /** Units per hour; that of the last part where the run has slowed down, 0 where it stands. */
  readonly perHour: number;
  /** How long it has stood, where it has; with `inSteps` where what it gained before came in a few jumps. */
  readonly stands?: { readonly since: Milliseconds; readonly inSteps: boolean } | undefined;
  readonly slowed: boolean;
}

/** What decides how fast a run climbs now. Shares are of the run. Set by hand. */
const PACE = {
  /** Samples. A run with fewer is too short for a rate of its own. */
  fewestSamples: 24,
  /** Share that start-up takes: it is no part of the rate. */
  start: 0.15,
  /** Share at the end that shows whether the run goes on as it began. */
  last: 0.25,
  /** Share of the rate of the whole run below which the last part has slowed down. */
  slow: 0.6,
  /** Times the rate of the whole run from which on it began later than the run. */
  faster: 1.5,
  /** Share of the rate of the whole run below which the last part stands. */
  stands: 0.15,
  /** A span. Collectors and allocators pause a growth for less. */
  leastLevel: 45 * MINUTE,
  /** Share of the time in which most of the gain falls, where a run climbs in jumps. */
  jumps: 0.1,
  /** Share of the gain that falls into it. */
  jumped: 0.6,
  /** Share of the gain by which memory may move and still stand. */
  level: 0.05,
} as const;

/**
 * Of the run that goes on, from its onset on where one is known: what came before has no part in the rate. Undefined where
 * it is too short, or does not climb.
 */
export function paceNow(track: Track, life: Lifetime | undefined, onset?: Instant): PaceNow | undefined {
  if (life?.end !== 'running') return undefined;
  const bends = onset !== undefined && onset > life.from && onset < life.to;
  const since = bends ? onset : life.from;
  const own = sliceOf(track, since, life.to);
  if (own.times.length < PACE.fewestSamples) return undefined;
  const part = (from: number, to: number) =>
    sliceOf(own, since + from * (life.to - since), since + to * (life.to - since));
  const whole = slopePerHour(floorOf(part(bends ? 0 : PACE.start, 1)));
  if (whole <= 0) return undefined;
  const last = slopePerHour(floorOf(part(1 - PACE.last, 1)));
  const going: PaceNow = { perHour: bends ? whole : sinceItsBend(own, whole, last), slowed: false };
  if (last >= PACE.slow * whole) return going;
  const inSteps = climbsInSteps(own);
  const rates = PAUSES.map((from) => slopePerHour(floorOf(part(from, from + PAUSE))));
  const paused = rates.findIndex((rate) => rate < PACE.slow * whole);
  // What paused before and went on may do so again; a wave does it every day.
  const pausedBefore = paused >= 0 && rates.slice(paused).some((rate) => rate >= PACE.slow * whole);
  if (pausedBefore && !inSteps) return going;
  // A last part may hold the end of the climb and the level behind it: the mean of both is the rate of neither.
  const end = slopePerHour(floorOf(part(1 - PAUSE, 1)));
  // What falls neither climbs nor stands.
  if (last < 0 && end < -PACE.stands * whole && !inSteps) return { perHour: 0, slowed: true };
  const longEnough = PAUSE * (life.to - since) >= PACE.leastLevel;
  const stands = last < PACE.stands * whole || (longEnough && end < PACE.stands * whole && !pausedBefore);
  if (!stands || (inSteps && last >= PACE.stands * whole)) return inSteps ? going : { perHour: last, slowed: true };
  return { perHour: 0, slowed: true, stands: { since: standsFor(own), inSteps } };
}

/**
 * The rate since a run began to climb, where its last part climbs far faster than the whole: of pods that do the same one
 * model bends and another does not, and their rates are of one table. Else that of the whole.
 */
function sinceItsBend(own: Track, whole: number, last: number): number {
  if (last < PACE.faster * whole) return whole;
  const floor = floorOf(own);
  const bend = bendOf(floor, floor.times.length);
  if (bend === undefined) return whole;
  return Math.max(whole, slopePerHour(sliceOf(floor, bend.at, floor.times.at(-1) ?? bend.at)));
}

/** Whether a run was sampled often enough, and has not climbed since its start-up. */
export function hasNotClimbed(track: Track, { from, to }: Lifetime): boolean {
  const own = sliceOf(track, from, to);
  if (own.times.length < PACE.fewestSamples) return false;
  return slopePerHour(floorOf(sliceOf(own, from + PACE.start * (to - from), to))) <= 0;
}

/** Share of a run: a stretch in which a pause shows. */
const PAUSE = 0.125;
/** Shares of a run where such stretches begin, all before its last part. */
const PAUSES = [1, 2, 3, 4, 5].map((place) => place * PAUSE);

/** Whether most of what a run gained came in a small part of its time. */
function climbsInSteps({ times, values }: Track): boolean {
  const every = Math.max(1, Math.floor(times.length / MOST_STEPS));
  const picked = [...values.keys()].filter((i) => i % every === 0).map((i) => values[i] ?? 0);
  const rises = picked.slice(1).map((value, i) => Math.max(0, value - (picked[i] ?? value)));
  const sorted = rises.toSorted((a, b) => b - a);
  const top = sorted.slice(0, Math.max(1, Math.round(PACE.jumps * sorted.length)));
  const sum = (some: readonly number[]) => some.reduce((total, rise) => total + rise, 0);
  const gained = (values.at(-1) ?? 0) - (values[0] ?? 0);
  // Garbage that comes and goes rises as often as it falls: jumps make up what was gained in the end.
  return gained > 0 && sum(top) >= PACE.jumped * sum(rises) && sum(rises) <= 2 * gained;
}

/** More points of a run show no more of its steps. */
const MOST_STEPS = 200;

/** For how long memory has stayed within a small part of its gain of where it stands. */
function standsFor(own: Track): Milliseconds {
  const { times, values } = own;
  const tail = values.subarray(Math.floor((1 - PACE.last / 2) * values.length));
  const level = median(tail);
  const near = PACE.level * Math.max(1, level - Math.min(...values));
  const left = values.findLastIndex((value) => level - value > near);
  return spanOf(sliceOf(own, times[left + 1] ?? 0, times.at(-1) ?? 0));
}

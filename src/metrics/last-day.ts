import type { Instant } from '../foundation/clock.ts';
import { DAY, HOUR, MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { FARTHEST } from './next-kill.ts';
import type { Track } from './series.ts';
import { median, sliceOf } from './track.ts';

/** How a quantity goes through a day. */
export interface Day {
  /** What it typically gained in each hour of it; the first is that of the hour which begins now. */
  readonly gains: Float64Array;
  /** The most by which it stood above its lowest, in one day, beside what it gained in all. */
  readonly swing: number;
  /** Whole days that show it. */
  readonly days: number;
  /** Gain of the last hours over that of the same hours a day before; 1 where that is not known. */
  readonly trend: number;
}

/** A run of which a quantity was seen. */
export interface SeenRun {
  readonly track: Track;
  /** Whether its first sample is its start: what it gains in its first minutes is no part of its pace. */
  readonly started: boolean;
}

/** Hours of a day: a profile of the traffic has one value for each. */
const HOURS = DAY / HOUR;
/** Days back: a week has all kinds of days. */
const MOST_DAYS = 7;
/** Around the full hours: samples so near show the level there. */
const NEAR: Milliseconds = 15 * MINUTE;
/** A start takes as long, at most. */
const START: Milliseconds = 30 * MINUTE;
/** Hours of the day before that must be known; the others are taken for like their neighbours. */
const KNOWN = 18;
/** Hours that two runs were both seen in, at least, before one stands in for the other. */
const BOTH = 3;
/** Share of a pod’s own gain in the same hours. One that gains less does something else. */
const ALIKE = 1 / 3;
/** Share of a level. A fall by more is a restart that no metric shows. */
const FELL = 0.25;

/**
 * How the days until now went, by a pod’s own runs since `from` and, in the hours of the last day in which those show
 * nothing, by those of others scaled to them; undefined where too few hours are known.
 */
export function dayOf(
  { from, now }: { readonly from: Instant; readonly now: Instant },
  own: readonly SeenRun[],
  others: () => readonly Float64Array[],
): Day | undefined {
  const days = Math.min(MOST_DAYS, Math.floor((now - from + NEAR) / DAY));
  const each = Array.from({ length: days }, (_, i) => gainsOf(now - i * DAY, own));
  const [last] = each;
  if (last === undefined) return undefined;
  if (!isKnown(last)) {
    const scaled = others().flatMap((gains) => scaledTo(last, gains) ?? []);
    standIn(last, scaled);
  }
  const before = each[1] ?? gainsOf(now - DAY, own);
  if (!isKnown(last) || beganWithin(last, [before, ...each.slice(1)])) return undefined;
  const whole = each.filter(isKnown).map(withoutGaps);
  const gains = Float64Array.from({ length: HOURS }, (_, i) => mean(whole.map((one) => one[i] ?? 0)));
  const day = { gains, swing: swingOf(gains), days: whole.length };
  return { ...day, trend: trendOf(last, before, day.swing) };
}

/** Share of what a day gained. Where no day before gained as much, the growth began within it. */
const BEGAN = 0.3;

function beganWithin(last: Float64Array, before: readonly Float64Array[]): boolean {
  const sum = (gains: Float64Array) => withoutGaps(gains).reduce((all, gain) => all + gain, 0);
  const known = before.filter(isKnown);
  return known.length > 0 && known.every((day) => sum(day) < BEGAN * sum(last));
}

/** Whether enough hours are known, and none of the others are many in a row. */
function isKnown(gains: Float64Array): boolean {
  if (knownIn(gains) < KNOWN) return false;
  let row = 0;
  for (let i = 0; i < 2 * HOURS; i += 1) {
    row = Number.isFinite(gains[i % HOURS]) ? 0 : row + 1;
    if (row > IN_A_ROW) return false;
  }
  return true;
}

/** Hours. What is not known for longer is not that of its neighbours. */
const IN_A_ROW = 5;

/** Hours of a day that show how it goes beside the one before. */
const LATE = 12;
/** Times. A larger change is none of one day to the next. */
const MOST_TREND = 3;
/** Share of what a day rises and falls by: a gain that is not larger shows no change. */
const SHOWN = 0.2;

/** How the last hours of a day went beside those of the day before. */
function trendOf(last: Float64Array, before: Float64Array, swing: number): number {
  let [now, then, hours] = [0, 0, 0];
  for (let i = HOURS - LATE; i < HOURS; i += 1) {
    const [gain, earlier] = [last[i] ?? Number.NaN, before[i] ?? Number.NaN];
    if (!Number.isFinite(gain) || !Number.isFinite(earlier)) continue;
    [now, then, hours] = [now + gain, then + earlier, hours + 1];
  }
  if (hours < LATE / 2 || Math.min(now, then) <= SHOWN * swing) return 1;
  return Math.max(1 / MOST_TREND, Math.min(MOST_TREND, now / then));
}

function standIn(gains: Float64Array, others: readonly Float64Array[]): void {
  for (const i of gains.keys()) {
    const known = others.map((each) => each[i] ?? Number.NaN).filter(Number.isFinite);
    if (!Number.isFinite(gains[i]) && known.length > 0) gains[i] = median(known);
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How far a day rises and falls beside its steady gain. */
function swingOf(gains: Float64Array): number {
  const perHour = mean([...gains]);
  let [level, low, high] = [0, 0, 0];
  for (const gain of gains) {
    level += gain - perHour;
    [low, high] = [Math.min(low, level), Math.max(high, level)];
  }
  return high - low;
}

/** What a pod’s runs gained in each hour of the day before a moment; NaN where that is not known. */
export function gainsOf(now: Instant, runs: readonly SeenRun[]): Float64Array {
  const parts = runs.flatMap(unbroken);
  return Float64Array.from({ length: HOURS }, (_, i) => {
    const from = now - DAY + i * HOUR;
    const gains = parts.map((run) => gainIn(run, from)).filter(Number.isFinite);
    return gains.length === 0 ? Number.NaN : median(gains);
  });
}

function gainIn({ track, started }: SeenRun, from: Instant): number {
  const first = track.times[0] ?? 0;
  if (started && from < first + START) return Number.NaN;
  // The first hour of a window of a day, and the last one, have samples on one side only.
  if (from < first - NEAR || from + HOUR > (track.times.at(-1) ?? 0) + NEAR) return Number.NaN;
  const at = (moment: Instant) => sliceOf(track, moment - NEAR, moment + NEAR);
  const [before, after] = [at(from), at(from + HOUR)];
  // At the ends of what was seen the samples lie on one side of the full hour.
  const apart = median(after.times) - median(before.times);
  return ((median(after.values) - median(before.values)) * HOUR) / apart;
}

/** Parts of a run between falls that are restarts. */
function unbroken(run: SeenRun): readonly SeenRun[] {
  const { times, values } = run.track;
  const breaks: number[] = [];
  for (let i = 1; i < values.length; i += 1) if ((values[i] ?? 0) < (1 - FELL) * (values[i - 1] ?? 0)) breaks.push(i);
  if (breaks.length === 0) return [run];
  return [0, ...breaks].map((start, i) => {
    const end = breaks[i] ?? times.length;
    return {
      track: { times: times.subarray(start, end), values: values.subarray(start, end) },
      started: i > 0 || run.started,
    };
  });
}

function scaledTo(own: Float64Array, other: Float64Array): Float64Array | undefined {
  let [mine, theirs, both] = [0, 0, 0];
  for (const [i, gain] of own.entries()) {
    const beside = other[i] ?? Number.NaN;
    if (!Number.isFinite(gain) || !Number.isFinite(beside)) continue;
    mine += gain;
    theirs += beside;
    both += 1;
  }
  if (both < BOTH || mine <= 0 || theirs < ALIKE * mine) return undefined;
  return other.map((gain) => (gain * mine) / theirs);
}

function knownIn(gains: Float64Array): number {
  return gains.filter(Number.isFinite).length;
}

/** What is not known lies between the nearest that is, around the clock. */
function withoutGaps(gains: Float64Array): Float64Array {
  const at = (i: number) => gains[((i % HOURS) + HOURS) % HOURS] ?? Number.NaN;
  return gains.map((gain, i) => {
    if (Number.isFinite(gain)) return gain;
    let [before, after] = [1, 1];
    while (!Number.isFinite(at(i - before))) before += 1;
    while (!Number.isFinite(at(i + after))) after += 1;
    return (after * at(i - before) + before * at(i + after)) / (before + after);
  });
}

/**
 * The time until so much is gained, where each day goes as those did, `pace` times as fast and with `more` gained in each
 * hour; undefined beyond 30 days.
 */
export function timeToGain({ gains }: Pick<Day, 'gains'>, room: number, pace = 1, more = 0): Milliseconds | undefined {
  if (room <= 0) return 0;
  let gained = 0;
  for (let i = 0; i < FARTHEST / HOUR; i += 1) {
    const gain = pace * (gains[i % gains.length] ?? 0) + more;
    if (gain > 0 && gained + gain >= room) return (i + (room - gained) / gain) * HOUR;
    gained += gain;
  }
  return undefined;
}

/** Share of a limit. A run that ended so near to it was killed at it. */
const AT_LIMIT = 0.9;
/** Of two ages at one level. Runs that differ by more do not go by their age. */
const AS_OLD = 1.3;

/**
 * How long earlier runs took from a level to the limit at which they ended, of those that came to it at about the age of the
 * run that stands there now; empty where none was seen to.
 */
export function timesToLimit(runs: readonly SeenRun[], level: number, limit: number): readonly Milliseconds[] {
  const parts = runs.flatMap(unbroken);
  const { times: own } = parts.at(-1)?.track ?? { times: [] };
  const age = (own.at(-1) ?? 0) - (own[0] ?? 0);
  return parts.slice(0, -1).flatMap(({ track: { times, values }, started }) => {
    const end = values.at(-1) ?? 0;
    if (!started || end < AT_LIMIT * limit || end <= level) return [];
    const passed = values.findLastIndex((value) => value <= level);
    const from = values.findIndex((value) => value >= level);
    if (passed < 0 || from < 0) return [];
    const at = ((times[passed] ?? 0) + (times[from] ?? 0)) / 2;
    const then = at - (times[0] ?? at);
    return Math.max(then, age) > AS_OLD * Math.min(then, age)
      ? []
      : [(((times.at(-1) ?? 0) - at) * (limit - level)) / (end - level)];
  });
}

import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { HOUR, MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { Lifetime, PodMemory } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import { median, quantile, sliceOf } from '../metrics/track.ts';

/** Runs that climb from their start to their kill: of them no one may say that they are flat between the kills. */
export interface FromEachStart {
  readonly runs: number;
  readonly since: Instant;
  /** What such a run typically climbs; absent where they ended too soon for more than a sample or two. */
  readonly climb?: { readonly from: Bytes; readonly to: Bytes } | undefined;
  /** How long it typically lasts. */
  readonly within: Milliseconds;
}

/** When killed runs climb all along. Set by hand. */
const CLIMBS = {
  /** Killed runs that were sampled often enough. Fewer show no habit. */
  fewest: 3,
  /** Samples of a run. Fewer have no middle. */
  samples: 3,
  /** Share of the climb that its middle sample has behind it: what jumps at the end has less. */
  middle: 0.25,
  /** Share of such runs among those killed last. */
  mostly: 0.6,
  /** A span. Only runs that are typically killed sooner may hide a burst in their climb. */
  brief: (15 * MINUTE) satisfies Milliseconds,
  /** A span. A run that lasts so long has outlived its start. */
  runsOn: HOUR satisfies Milliseconds,
  /** Times the level that it began from. Less is no climb. */
  rises: 1.5,
} as const;

/** Of the runs that were killed since they were last so short; undefined where most of them jump at their end. */
export function fromEachStart(memory: Track, { lifetimes }: PodMemory): FromEachStart | undefined {
  const killed = lifetimes.filter(({ end }) => end === 'oom-killed');
  // What was level for long before the first of them is no such run.
  const usual = median(killed.map(({ from, to }) => to - from));
  const alike = killed.filter(({ from, to }) => to - from <= 2 * usual);
  if (ranOnBetween(killed, alike)) return undefined;
  const sampled = alike
    .map((life) => ({ life, own: sliceOf(memory, life.from, life.to) }))
    .filter(({ own }) => own.times.length >= CLIMBS.samples);
  const within = median(alike.map(({ from, to, startedAt = from }) => to - startedAt));
  if (within > CLIMBS.brief) return undefined;
  // Runs that were hardly sampled show no level between their kills.
  if (sampled.length < CLIMBS.fewest) return unsampled(alike, within);
  const climbing = sampled.filter(({ own }) => climbs(own.values));
  const [first] = climbing;
  if (first === undefined || climbing.length < CLIMBS.mostly * sampled.length) return undefined;
  const middle = (read: (values: Float64Array) => number) => median(climbing.map(({ own }) => read(own.values)));
  const climb = { from: middle((values) => values[0] ?? 0), to: middle((values) => values.at(-1) ?? 0) };
  return { runs: climbing.length, since: first.life.from, climb, within };
}

/** Whether one of the killed runs that followed a brief one lasted for hours: not each start leads to a kill. */
function ranOnBetween(killed: readonly Lifetime[], [first]: readonly Lifetime[]): boolean {
  return killed.some(({ from, to }) => first !== undefined && from >= first.to && to - from >= CLIMBS.runsOn);
}

function unsampled(alike: readonly Lifetime[], within: Milliseconds): FromEachStart | undefined {
  const [first] = alike;
  if (first === undefined || alike.length < CLIMBS.fewest) return undefined;
  return { runs: alike.length, since: first.from, within };
}

function climbs(values: Float64Array): boolean {
  const [first = 0, last = 0] = [values[0], values.at(-1)];
  const half = quantile(values.subarray(Math.floor(values.length / 2) - 1, Math.ceil(values.length / 2) + 1), 0.5);
  return last >= CLIMBS.rises * first && half - first >= CLIMBS.middle * (last - first);
}

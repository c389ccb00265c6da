import { type Bytes, MiB } from '../measurement/bytes.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { Lifetime, PodMemory } from '../metrics/lifetime.ts';
import { trendTest } from '../metrics/mann-kendall.ts';
import type { Track } from '../metrics/series.ts';
import { highest, sliceOf, spanOf, usualRange } from '../metrics/track.ts';
import { isFlat } from './burst-seen.ts';
import type { Growth } from './growth.ts';
import { sinceChange } from './same-program.ts';
import { stretchOf } from './stretch.ts';

/** What rises on until its kill. A half and a quarter are those of the run without its end. Set by hand. */
const RISES = {
  /** Share of a run, at its end, that is left out: a burst has all of its gain there. */
  end: 0.15,
  /** Samples that are left out at least. */
  endSamples: 1,
  /** Share of where it came to that the second half gains. */
  gain: 0.1,
  /** Kendall’s tau of the second half. */
  steady: 0.7,
  /** Times what the third quarter gains that the last one does at least: what fills and is full slows down. */
  slowest: 0.55,
  /** The same at most: a burst gains all at its end. */
  fastest: 2.5,
  /** Samples of the second half from which on its course is judged; of fewer each must be above the one before. */
  samples: 5,
  /** Share of the runs that must rise so. */
  mostly: 0.5,
  /** Share of its limit from which on a run is as good as killed: its kill may not be known yet. */
  full: 0.85,
} as const;

/** A start loads and fills less than this in the second half of its run. */
const LEAST_GAINED: Bytes = 8 * MiB;

/** Samples. Of a container that was just killed the last may be one of its fall. */
const LAST_SAMPLES = 3;

/** A span. No run that was shorter has shown where it would have stood. */
const BRIEF: Milliseconds = 5 * MINUTE;

/**
 * Memory of runs that were all killed within minutes, each of which rose until then: a jump at each start bends what is
 * straight after it, and is no sign that it would have stood. Whether it leaks or needs more to start is not seen.
 */
export function withRiseToKill(pod: PodMemory, track: Track, growth: Growth): Growth {
  if (growth.answer !== 'no' || growth.withLoad === true) return growth;
  const { lifetimes } = sinceChange(pod);
  if (lifetimes.some(({ from, to, startedAt = from }) => to - Math.min(from, startedAt) >= BRIEF)) return growth;
  const last = lifetimes.findLast(({ end }) => end === 'oom-killed');
  const ended = lifetimes.filter((life) => life.end === 'oom-killed' || fills(track, life, life.limit ?? pod.limit));
  const runs = ended
    .map(({ from, to }) => beforeItsEnd(sliceOf(track, from, to)))
    .filter((own) => secondHalf(own).values.length > 1);
  if (last === undefined || runs.length === 0) return growth;
  if (runs.filter(risesOn).length < RISES.mostly * runs.length) return growth;
  // One that lasted longer and has room left shows what would have come of the others.
  const longest = Math.max(...ended.map(({ from, to }) => to - from));
  if (lifetimes.some((life) => !ended.includes(life) && life.to - life.from >= longest)) return growth;
  return {
    ...growth,
    answer: 'unclear',
    probability: 0.5,
    kind: 'growing',
    neverStood: true,
    stretch: stretchOf(track, last, 0),
  };
}

function fills(track: Track, { from, to }: Lifetime, limit: Bytes | undefined): boolean {
  return limit !== undefined && highest(sliceOf(track, from, to).values.slice(-LAST_SAMPLES)) >= RISES.full * limit;
}

function beforeItsEnd(own: Track): Track {
  const { times } = own;
  const least = times.at(-1 - RISES.endSamples) ?? 0;
  return sliceOf(own, times[0] ?? 0, Math.min(least, (times.at(-1) ?? 0) - RISES.end * spanOf(own)));
}

/** From the last sample before its middle on: of few samples the next one may lie far behind it. */
function secondHalf({ times, values }: Track): Track {
  const middle = ((times[0] ?? 0) + (times.at(-1) ?? 0)) / 2;
  const from = times.findLastIndex((time) => time <= middle);
  return { times: times.subarray(from), values: values.subarray(from) };
}

function risesOn(own: Track): boolean {
  // What stands and wanders up to its limit is full, however steadily.
  if (isFlat(usualRange(own))) return false;
  const late = secondHalf(own);
  const { values } = late;
  const [half, end] = [values[0] ?? 0, values.at(-1) ?? 0];
  if (end - half < Math.max(LEAST_GAINED, RISES.gain * end)) return false;
  if (values.length < RISES.samples) return values.every((value, i) => i === 0 || value > (values[i - 1] ?? 0));
  const middle = values[Math.floor((values.length - 1) / 2)] ?? 0;
  const [third, fourth] = [middle - half, end - middle];
  return trendTest(late).tau >= RISES.steady && fourth >= RISES.slowest * third && fourth <= RISES.fastest * third;
}

import type { Instant } from '../foundation/clock.ts';
import type { Track } from './series.ts';
import { median } from './track.ts';

/** Few enough to fit models to hundreds of pods at once, enough to show the shape of a life. */
const MOST_BINS = 40;
/** Samples a bin should hold, so that its minimum is a floor: garbage and bursts stand above it. */
const SAMPLES_PER_BIN = 4;
/**
 * … and where garbage is high. The minimum of m samples of even garbage strays by 1/m of its height, the slope through b
 * bins by 1/√b of that: of n samples, √b/n. Fewer, deeper bins tell more.
 */
const SAMPLES_PER_BIN_IN_GARBAGE = 12;
/** Garbage is high when a typical bin's median stands this share above its minimum. */
const HIGH_GARBAGE = 0.05;
const FEWEST_BINS = 10;

/**
 * The floor of a stretch: the smallest sample of each of up to 40 equal spans of time, at the moment it was taken. A
 * collected heap saws above its floor, bursts and batch jobs return to it; a leak lifts it. Short tracks are their
 * own floor.
 */
export function floorOf(track: Track): Track {
  const fine = binned(track, SAMPLES_PER_BIN);
  return fine.garbage > HIGH_GARBAGE ? binned(track, SAMPLES_PER_BIN_IN_GARBAGE).floor : fine.floor;
}

function binned(track: Track, perBin: number): { readonly floor: Track; readonly garbage: number } {
  const { times, values } = track;
  const bins = Math.min(MOST_BINS, Math.max(FEWEST_BINS, Math.floor(times.length / perBin)));
  const from = times[0];
  const to = times.at(-1);
  if (from === undefined || to === undefined || times.length <= bins) return { floor: track, garbage: 0 };
  const width = (to - from) / bins;
  const at: Instant[] = [];
  const least: number[] = [];
  const garbage: number[] = [];
  for (let start = 0; start < times.length; ) {
    const bin = binOf(times[start] ?? 0);
    let end = start + 1;
    let lowest = start;
    while (end < times.length && binOf(times[end] ?? 0) === bin) {
      if ((values[end] ?? 0) < (values[lowest] ?? 0)) lowest = end;
      end += 1;
    }
    const floor = values[lowest] ?? 0;
    at.push(times[lowest] ?? 0);
    least.push(floor);
    garbage.push((median(values.subarray(start, end)) - floor) / Math.max(1, Math.abs(floor)));
    start = end;
  }
  return { floor: { times: Float64Array.from(at), values: Float64Array.from(least) }, garbage: median(garbage) };

  function binOf(time: Instant): number {
    return Math.min(bins - 1, Math.floor((time - (from ?? 0)) / width));
  }
}

import type { Track } from './series.ts';
import { median } from './track.ts';

/** Few enough to fit models to hundreds of pods at once, enough to show the shape of a life. */
const MOST_BINS = 40;
/** Samples a bin should hold, so that its minimum is a floor: garbage and bursts stand above it. */
const SAMPLES_PER_BIN = 4;
/**
 * … and where garbage is high. The minimum of m samples of even garbage strays by 1/m of its height, the slope through b
 * bins by 1/√b of that: of n samples, √b/n. Fewer, deeper bins are more precise.
 */
const SAMPLES_PER_BIN_IN_GARBAGE = 12;
/** Garbage is high when a typical bin's median stands this share above its minimum. */
const HIGH_GARBAGE = 0.05;
/** Fewer bins than this show no shape, however few samples are left to each. */
const FEWEST_BINS = 10;
/** A bin that holds less than this share of its samples missed the floor: the scrape failed meanwhile. */
const FULL_ENOUGH = 1 / 3;

/**
 * The floor of a stretch: the smallest sample of each of up to 40 equal spans of time, at the moment it was taken. A
 * collected heap saws above its floor, bursts and batch jobs return to it; a leak lifts it. Where garbage is high it is
 * the median of each span instead if that is steadier: a source that answers with the highest value of each step
 * seldom shows the floor. Short tracks are their own floor.
 */
export function floorOf(track: Track): Track {
  const fine = binned(track, SAMPLES_PER_BIN);
  if (fine === undefined) return track;
  if (garbageOf(fine) <= HIGH_GARBAGE) return fine.least;
  const { least, middle } = binned(track, SAMPLES_PER_BIN_IN_GARBAGE) ?? fine;
  return unrestOf(middle) < unrestOf(least) ? middle : least;
}

/** The smallest sample and the median of each bin. */
interface Binned {
  readonly least: Track;
  readonly middle: Track;
}

/** Undefined for a track of no more samples than bins. */
function binned({ times, values }: Track, perBin: number): Binned | undefined {
  const count = Math.min(MOST_BINS, Math.max(FEWEST_BINS, Math.floor(times.length / perBin)));
  const from = times[0];
  const to = times.at(-1);
  if (from === undefined || to === undefined || times.length <= count) return undefined;
  const width = (to - from) / count;
  const binAt = (index: number) => Math.min(count - 1, Math.floor(((times[index] ?? 0) - from) / width));
  const fewest = FULL_ENOUGH * (times.length / count);
  const bins: Track[] = [];
  for (let start = 0, end = 1; start < times.length; start = end) {
    end = start + 1;
    while (end < times.length && binAt(end) === binAt(start)) end += 1;
    if (end - start >= fewest) bins.push({ times: times.subarray(start, end), values: values.subarray(start, end) });
  }
  return { least: trackOfBins(bins, least), middle: trackOfBins(bins, middle) };
}

type Point = readonly [time: number, value: number];

function trackOfBins(bins: readonly Track[], pointOf: (bin: Track) => Point): Track {
  const points = bins.map(pointOf);
  return {
    times: Float64Array.from(points, ([time]) => time),
    values: Float64Array.from(points, ([, value]) => value),
  };
}

function least({ times, values }: Track): Point {
  const value = values.reduce((low, one) => Math.min(low, one));
  return [times[values.indexOf(value)] ?? 0, value];
}

function middle({ times, values }: Track): Point {
  return [median(times), median(values)];
}

/** How far a typical bin's median stands above its minimum, as a share of that. */
function garbageOf({ least, middle }: Binned): number {
  return median(least.values.map((floor, i) => ((middle.values[i] ?? floor) - floor) / Math.max(1, Math.abs(floor))));
}

/** How far a track typically moves from one point to the next. */
function unrestOf({ values }: Track): number {
  return median(values.subarray(1).map((value, i) => Math.abs(value - (values[i] ?? value))));
}

import type { Track } from './series.ts';
import { median, quantileOfSorted } from './track.ts';

/** How a track is cut into bins, each of which gives one point of the floor. Set by hand; `npm run score` shows what a change decides. */
const BINS = {
  /** Bins. Few enough to fit models to hundreds of pods at once, enough to show the shape of a life. */
  most: 40,
  /** Samples a bin should hold, so that its minimum is a floor: garbage and bursts stand above it. */
  samples: 4,
  /**
   * Samples a bin should hold where garbage is high. The minimum of m samples of even garbage strays by 1/m of its height,
   * the slope through b bins by 1/√b of that: of n samples, √b/n. Fewer, deeper bins are more precise.
   */
  samplesInGarbage: 12,
  /** Share of its minimum by which the median of a typical bin stands above it where garbage is high. */
  highGarbage: 0.05,
  /** Bins. Fewer show no shape, however few samples are left to each. */
  fewest: 10,
  /** Share of its samples. A bin that holds less missed the floor: the scrape failed meanwhile. */
  fullEnough: 1 / 3,
} as const;

/**
 * The floor of a stretch: the smallest sample of each of up to 40 equal spans of time, at the moment it was taken. A
 * collected heap saws above its floor, bursts and batch jobs return to it; a leak lifts it. Where garbage is high it is
 * the median of each span instead if that is steadier: a source that answers with the highest value of each step
 * seldom shows the floor. Short tracks are their own floor.
 */
export function floorOf(track: Track): Track {
  const fine = binned(track, BINS.samples);
  if (fine === undefined) return track;
  if (garbageOf(fine) <= BINS.highGarbage) return fine.least;
  const { least, middle } = binned(track, BINS.samplesInGarbage) ?? fine;
  return unrestOf(middle) < unrestOf(least) ? middle : least;
}

/** The smallest sample and the median of each bin. */
interface Binned {
  readonly least: Track;
  readonly middle: Track;
}

/** Undefined for a track of no more samples than bins. */
function binned({ times, values }: Track, perBin: number): Binned | undefined {
  const count = Math.min(BINS.most, Math.max(BINS.fewest, Math.floor(times.length / perBin)));
  const from = times[0];
  const to = times.at(-1);
  if (from === undefined || to === undefined || times.length <= count) return undefined;
  const width = (to - from) / count;
  const binAt = (index: number) => Math.min(count - 1, Math.floor(((times[index] ?? 0) - from) / width));
  const fewest = BINS.fullEnough * (times.length / count);
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
  return [quantileOfSorted(times, 0.5), median(values)];
}

/** How far a typical bin's median stands above its minimum, as a share of that. */
function garbageOf({ least, middle }: Binned): number {
  return median(least.values.map((floor, i) => ((middle.values[i] ?? floor) - floor) / Math.max(1, Math.abs(floor))));
}

/** How far a track typically moves from one point to the next. */
function unrestOf({ values }: Track): number {
  return median(values.subarray(1).map((value, i) => Math.abs(value - (values[i] ?? value))));
}

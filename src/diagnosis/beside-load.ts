import type { Instant } from '../foundation/clock.ts';
import { HOUR, type Milliseconds } from '../measurement/duration.ts';
import { dot, orthonormal, without } from '../metrics/least-squares.ts';
import type { Lifetime } from '../metrics/lifetime.ts';
import { meanRateOf } from '../metrics/mean-rate.ts';
import type { Track } from '../metrics/series.ts';
import { slopePerHour } from '../metrics/theil-sen.ts';
import { quantile, sliceOf, spanOf } from '../metrics/track.ts';

/** What the traffic does to memory, beside what time does to it. */
export interface LoadEffect {
  /** Memory with what the traffic added taken off; absent where time explains the traffic too well to know how much that is. */
  readonly rest?: Track | undefined;
  /** Whether traffic and time went the same way for so long that a growth may be due to either. */
  readonly together: boolean;
  /** Whether memory moved with the traffic alone: what time adds is small beside it. */
  readonly alone: boolean;
  /** Whether the traffic explains by far the most of it. */
  readonly mostly: boolean;
}

/** What memory owes to the traffic. Set by hand; `npm run score -- --worlds` shows what a change decides. */
const LOAD = {
  /** Slices of all lifetimes together, at least. */
  slices: 48,
  /** Slices of the longest life, at least. */
  inLongest: 16,
  /** Slices of a life. Fewer have no trend of their own to be set against the traffic. */
  fewestInLife: 6,
  /** Share of a life. What fills in it after a start is no trend, and would pass for the effect of the traffic. */
  start: 0.08,
  /** Of a slice's samples, the level that garbage stands above. */
  floor: 0.25,
  /** Memory follows traffic with a delay (sessions end, garbage is collected): slices. */
  delays: [0, 1, 2],
  /** Times. Traffic that varies by less explains nothing. */
  varies: 1.3,
  /** Partial correlation from which on memory is said to follow the traffic, whatever time does. */
  follows: 0.8,
  /** Share of the variance of the traffic. Where time explains all but this, its effect cannot be taken off. */
  ownVariance: 0.15,
  /** Partial correlation of memory that follows the traffic so closely that less of its own shows the effect. */
  closely: 0.97,
  /** Share of the variance of the traffic that is enough then. */
  littleOwn: 0.05,
  /** Share of the variance of the traffic. Where time explains all but this, memory that follows the traffic may follow either. */
  mostlyTime: 0.4,
  /** Correlation of memory and traffic, as they are, from which on memory may follow the traffic. */
  together: 0.8,
  /** The same, from which on memory moves with the traffic alone. */
  alone: 0.95,
  /** Share of the range of memory that time may add then. */
  added: 0.1,
  /** Share of the range of memory that time may add where the traffic explains by far the most. */
  addedToMostly: 0.25,
} as const;

interface Slice {
  readonly life: number;
  readonly time: Instant;
  readonly memory: number;
}

/**
 * Separates what memory owes to the traffic from what it owes to time: each life has a level and a trend of its own, all
 * share one effect of the traffic. Undefined where the traffic shows no effect.
 */
export function besideLoad(memory: Track, requests: Track, lifetimes: readonly Lifetime[]): LoadEffect | undefined {
  const lasted = lifetimes.map(({ from, to }) => to - from);
  const whole = lasted.reduce((sum, one) => sum + one, 0);
  const width = Math.min(whole / LOAD.slices, Math.max(0, ...lasted) / LOAD.inLongest);
  if (width <= 0 || requests.times.length < LOAD.fewestInLife) return undefined;
  const slices = slicesOf(memory, lifetimes, width);
  const rateOf = meanRateOf(requests);
  const fits = LOAD.delays.flatMap((delay) => fitAt(slices, rateOf, { width, delay: delay * width }) ?? []);
  const best = fits.toSorted((a, b) => b.partial - a.partial)[0];
  if (best === undefined) return undefined;
  const together = fits.some(({ own, correlation }) => own < LOAD.mostlyTime && correlation >= LOAD.together);
  const known =
    (best.partial >= LOAD.follows && best.own >= LOAD.ownVariance) ||
    (best.partial >= LOAD.closely && best.own >= LOAD.littleOwn);
  if (!known) return together ? { together, alone: false, mostly: false } : undefined;
  const rest = withoutEffect(memory, rateOf, { ...best, width });
  const added = addedIn(rest, memory);
  return {
    rest,
    together,
    alone: best.correlation >= LOAD.alone && added <= LOAD.added,
    mostly: added <= LOAD.addedToMostly,
  };
}

/** What time adds to memory, as a share of its range. */
function addedIn(rest: Track, memory: Track): number {
  const range = quantile(memory.values, 0.98) - quantile(memory.values, 0.02);
  return ((slopePerHour(rest) / HOUR) * spanOf(rest)) / Math.max(1, range);
}

/** Slices of a life. Of fewer none can be done without. */
const FROM_WARM = 12;

function slicesOf(memory: Track, lifetimes: readonly Lifetime[], width: Milliseconds): readonly Slice[] {
  return lifetimes.flatMap(({ from, to }, life) => {
    const count = Math.floor((to - from) / width);
    if (count < LOAD.fewestInLife) return [];
    const first = count < FROM_WARM ? 0 : Math.ceil(LOAD.start * count);
    return Array.from({ length: count - first }, (_, i) => {
      const start = from + (first + i) * width;
      return { life, time: start, memory: quantile(sliceOf(memory, start, start + width).values, LOAD.floor) };
    }).filter((slice) => Number.isFinite(slice.memory));
  });
}

type RateReader = ReturnType<typeof meanRateOf>;

interface Timing {
  readonly width: Milliseconds;
  readonly delay: Milliseconds;
}

interface LoadFit {
  readonly delay: Milliseconds;
  /** Bytes for each request of the rate. */
  readonly slope: number;
  readonly low: number;
  /** Correlation of what time leaves of both. */
  readonly partial: number;
  /** Share of the variance of the traffic that time leaves. */
  readonly own: number;
  /** Of memory and traffic as they are. */
  readonly correlation: number;
}

function fitAt(slices: readonly Slice[], rateOf: RateReader, { width, delay }: Timing): LoadFit | undefined {
  const pairs = slices
    .map((slice) => ({ ...slice, rate: rateOf(slice.time - delay, width) }))
    .filter(({ rate }) => Number.isFinite(rate));
  const lives = [...new Set(pairs.map(({ life }) => life))];
  const rates = Float64Array.from(pairs, ({ rate }) => rate);
  const low = quantile(rates, 0.1);
  if (pairs.length < 2 * lives.length + LOAD.fewestInLife || quantile(rates, 0.9) < LOAD.varies * low) return undefined;
  const memory = Float64Array.from(pairs, (pair) => pair.memory);
  const level = (life: number) => Float64Array.from(pairs, (pair) => (pair.life === life ? 1 : 0));
  const began = pairs[0]?.time ?? 0;
  const trend = (life: number) =>
    Float64Array.from(pairs, (pair) => (pair.life === life ? (pair.time - began) / width : 0));
  const levels = orthonormal(lives.map(level));
  const times = orthonormal(lives.flatMap((life) => [level(life), trend(life)]));
  const [rest, left] = [without(times, rates), without(times, memory)];
  const [plain, moved] = [without(levels, rates), without(levels, memory)];
  if (rest.square === 0 || left.square === 0) return undefined;
  const product = dot(rest.column, left.column);
  return {
    delay,
    slope: product / rest.square,
    low,
    partial: product / Math.sqrt(rest.square * left.square),
    own: rest.square / Math.max(plain.square, Number.MIN_VALUE),
    correlation: dot(plain.column, moved.column) / Math.sqrt(Math.max(plain.square * moved.square, Number.MIN_VALUE)),
  };
}

function withoutEffect(memory: Track, rateOf: RateReader, { slope, low, delay, width }: LoadFit & Timing): Track {
  const { times, values } = memory;
  const step = Math.max(1, Math.floor((times.length * width) / Math.max(1, spanOf(memory)) / 4));
  let rate = low;
  const rest = values.map((value, i) => {
    if (i % step === 0) {
      const start = (times[i] ?? 0) - delay - width / 2;
      const read = rateOf(start, width);
      if (Number.isFinite(read)) rate = read;
    }
    return Math.max(0, value - slope * (rate - low));
  });
  return { times, values: rest };
}

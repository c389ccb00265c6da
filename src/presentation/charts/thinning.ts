import type { Instant } from '../../foundation/clock.ts';
import type { Milliseconds } from '../../measurement/duration.ts';
import { lengthOf, type TimeRange } from '../../measurement/time.ts';
import type { Lifetime } from '../../metrics/lifetime.ts';
import type { Track } from '../../metrics/series.ts';
import { sliceOf, typicalStep } from '../../metrics/track.ts';
import type { ChartPoint } from './time-chart.ts';

/** One or two missed scrapes are joined by the line; a longer silence is a gap that the picture shows. */
const GAP_STEPS = 3.5;

export interface Thinning {
  readonly range: TimeRange;
  /** Containers whose starts break the line. */
  readonly lifetimes: readonly Lifetime[];
  /** Columns to thin to; a column keeps its lowest and its highest sample, so no peak is lost. */
  readonly columns: number;
}

/**
 * The points of a line: broken where a container ended and another began (a saw-tooth has no vertical line) and where
 * scrapes are missing; at most two points a column, and the first and last of every piece.
 */
export function thinned(track: Track, { range, lifetimes, columns }: Thinning): readonly ChartPoint[] {
  const width = Math.max(lengthOf(range) / columns, 1);
  const points: ChartPoint[] = [];
  for (const piece of piecesOf(sliceOf(track, range.from, range.to), lifetimes)) {
    const before = points.at(-1);
    const start = piece[0]?.[0];
    if (before !== undefined && start !== undefined) points.push([Math.round((before[0] + start) / 2), null]);
    points.push(...extremesByColumn(piece, range.from, width));
  }
  return points;
}

type Sample = readonly [time: Instant, value: number];

/** Runs of samples that one line may join. */
function piecesOf(track: Track, lifetimes: readonly Lifetime[]): readonly (readonly Sample[])[] {
  const longest: Milliseconds = typicalStep(track) * GAP_STEPS;
  const pieces: Sample[][] = [];
  let life = 0;
  for (let i = 0; i < track.times.length; i += 1) {
    const sample: Sample = [track.times[i] ?? 0, track.values[i] ?? Number.NaN];
    if (!Number.isFinite(sample[1])) continue;
    const piece = pieces.at(-1);
    const before = piece?.at(-1);
    const own = lifeOf(sample, before, { lifetimes, from: life });
    if (piece === undefined || before === undefined || own !== life || sample[0] - before[0] > longest) {
      pieces.push([sample]);
    } else {
      piece.push(sample);
    }
    life = own;
  }
  return pieces;
}

/**
 * Which life a sample belongs to. Lives are known from one metric, samples of another may be scraped between the end
 * of a container and the first sign of the next: what fell to less than half by then is the next one's.
 */
function lifeOf(
  [time, value]: Sample,
  before: Sample | undefined,
  { lifetimes, from }: { readonly lifetimes: readonly Lifetime[]; readonly from: number },
): number {
  let life = from;
  while ((lifetimes[life + 1]?.from ?? Number.POSITIVE_INFINITY) <= time) life += 1;
  const ended = time > (lifetimes[life]?.to ?? Number.POSITIVE_INFINITY) && life + 1 < lifetimes.length;
  return ended && before !== undefined && value < before[1] / 2 ? life + 1 : life;
}

function extremesByColumn(piece: readonly Sample[], origin: Instant, width: Milliseconds): readonly ChartPoint[] {
  const kept = new Set<Sample>();
  let column: Sample[] = [];
  let number = -1;
  const close = () => {
    const [first] = column;
    if (first === undefined) return;
    let low = first;
    let high = first;
    for (const sample of column) {
      if (sample[1] < low[1]) low = sample;
      if (sample[1] > high[1]) high = sample;
    }
    for (const sample of low[0] <= high[0] ? [low, high] : [high, low]) kept.add(sample);
    column = [];
  };
  const first = piece[0];
  const last = piece.at(-1);
  if (first !== undefined) kept.add(first);
  for (const sample of piece) {
    const own = Math.floor((sample[0] - origin) / width);
    if (own !== number) close();
    number = own;
    column.push(sample);
  }
  close();
  if (last !== undefined) kept.add(last);
  return [...kept].sort((a, b) => a[0] - b[0]).map(([time, value]) => [time, value]);
}

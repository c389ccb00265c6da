import type { Bytes } from '../../measurement/bytes.ts';
import { countOf } from '../../measurement/share.ts';
import type { TimeRange } from '../../measurement/time.ts';
import type { PodMemory } from '../../metrics/lifetime.ts';
import { isPresent } from '../../metrics/standing.ts';
import { median, quantile, sliceOf } from '../../metrics/track.ts';
import { gridFor, meansOf, timeOf } from './grid.ts';
import { thinned } from './thinning.ts';
import type { ChartBand, ChartLine, LegendEntry } from './time-chart.ts';

/** More muted lines than this become a band. */
const MOST_LINES = 8;
/** Of many pods, those that were killed or grew are still drawn one by one. */
const MOST_OUTSTANDING = 4;
/** Columns of a muted line: a sixth of the chosen one's. */
const LINE_COLUMNS = 80;
/** Columns of a band: a third of the chosen line's. */
const BAND_COLUMNS = 160;
/** A band is where nine tenths of the pods lie: single rolling restarts would tear its edges. */
const BAND = { low: 0.05, high: 0.95 } as const;

export interface Siblings {
  readonly lines: readonly ChartLine[];
  /** The pods drawn as lines of their own. */
  readonly drawn: readonly PodMemory[];
  readonly band?: ChartBand | undefined;
  readonly legend: readonly LegendEntry[];
}

/**
 * How the pods beside the chosen one are shown: muted lines, or a band with the few that stand out. `full` is the
 * height of the picture in bytes.
 */
export function siblingsOf(pods: readonly PodMemory[], range: TimeRange, full: Bytes): Siblings {
  const label = legendLabel(pods);
  if (pods.length <= MOST_LINES) {
    const legend = pods.length === 0 ? [] : [{ symbol: 'muted' as const, label }];
    return { lines: pods.map((pod) => mutedLine(pod, range)), drawn: pods, legend };
  }
  const outstanding = pods
    .filter((pod) => standsOut(pod, full))
    .toSorted((a, b) => b.kills.length - a.kills.length || growthOf(b) - growthOf(a))
    .slice(0, MOST_OUTSTANDING);
  const rest = pods.filter((pod) => !outstanding.includes(pod));
  return {
    lines: outstanding.map((pod) => mutedLine(pod, range)),
    drawn: outstanding,
    band: bandOf(rest, range),
    legend: [{ symbol: 'band', label }],
  };
}

function mutedLine(pod: PodMemory, range: TimeRange): ChartLine {
  const points = thinned(pod.rss, { range, lifetimes: pod.lifetimes, columns: LINE_COLUMNS });
  return { label: pod.pod, role: 'muted', axis: 'first', points };
}

function bandOf(pods: readonly PodMemory[], range: TimeRange): ChartBand {
  const tracks = pods.map((pod) => pod.rss);
  const grid = gridFor(range, BAND_COLUMNS, tracks);
  const columns = tracks.map((track) => meansOf(track, grid));
  return {
    points: Array.from({ length: grid.count }, (_, column) => {
      const values = columns.flatMap((means) => means[column] ?? []);
      if (values.length === 0) return [timeOf(grid, column), null, null] as const;
      return [timeOf(grid, column), quantile(values, BAND.low), quantile(values, BAND.high)] as const;
    }),
  };
}

/**
 * `5 other pods, 6 gone, 1 killed too`: those that live, those a roll-out replaced, and what stands out. How slowly the
 * others grow, and whether, is for the title, which has judged every one of them.
 */
function legendLabel(pods: readonly PodMemory[]): string {
  const living = pods.filter(isPresent).length;
  const gone = pods.length - living;
  const killed = pods.filter(({ kills }) => kills.length > 0).length;
  const counted =
    living === 0
      ? [countOf(pods.length, 'other pod')]
      : [countOf(living, 'other pod'), ...(gone > 0 ? [`${gone} gone`] : [])];
  const standing = killed > 0 ? [`${killed} killed too`] : [];
  return [...counted, ...standing].join(', ');
}

/** The share of the picture's height that the eye takes for flat. */
const FLAT = 0.06;

/** Measured against the picture, because it is seen there: a megabyte of warm-up is flat. */
function standsOut(pod: PodMemory, full: Bytes): boolean {
  return pod.kills.length > 0 || (full > 0 && Math.abs(growthOf(pod)) > FLAT * full);
}

/** What the last third of the latest life stands above its first third. */
function growthOf(pod: PodMemory): Bytes {
  const life = pod.lifetimes.at(-1);
  const own = life === undefined ? pod.rss : sliceOf(pod.rss, life.from, life.to);
  const third = Math.max(1, Math.floor(own.values.length / 3));
  return own.values.length === 0 ? 0 : median(own.values.subarray(-third)) - median(own.values.subarray(0, third));
}

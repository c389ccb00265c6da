import { type Bytes, formatBytes } from '../../measurement/bytes.ts';
import type { PodMemory } from '../../metrics/lifetime.ts';
import type { Track } from '../../metrics/series.ts';
import type { PartId } from '../../runtime/memory-parts.ts';
import { altText } from '../alt-text.ts';
import { type ChartFrame, highestOf, subtitleOf, titleOf } from './chart-frame.ts';
import { bridged, type Grid, gridFor, meansOf, timeOf } from './grid.ts';
import { highestLimit, limitOverTime } from './limit-steps.ts';
import { eventLegend, eventMarks, lifeLegend, lifeMarks } from './marks.ts';
import { CHOSEN_COLUMNS } from './rss-chart.ts';
import { thinned } from './thinning.ts';
import type { ChartLine, ChartPoint, TimeChart } from './time-chart.ts';
import { valueAxis } from './value-axis.ts';

/** Columns of each part: half of the chosen line's. */
const COLUMNS = 240;

/** A part that never reaches this share of the picture's height cannot be seen: a colour for it would only be sought. */
const LEAST_SHARE = 0.01;

export interface LedgerRequest extends ChartFrame {
  readonly pod: PodMemory;
  /** The pod's name as messages use it: `x2x`. */
  readonly name: string;
  readonly ledger: Stacked;
}

/** Memory in parts, as columns over the same times; `label` is what they add up to. */
export interface Stacked {
  readonly label: string;
  readonly times: Float64Array;
  readonly total: Float64Array;
  readonly parts: readonly { readonly part: PartId; readonly name: string; readonly values: Float64Array }[];
}

/** Where the memory of one pod lies, stacked up to the whole. */
export function ledgerChart(request: LedgerRequest): TimeChart {
  const { pod, name, ledger, range } = request;
  const whole = { times: ledger.times, values: ledger.total };
  const parts = ledger.parts.filter(({ values }) => isVisible(values, ledger.total));
  const grid = gridFor(range, COLUMNS, [whole]);
  const areas = parts.map(({ part, name: label, values }): ChartLine => {
    const points = areaPoints({ times: ledger.times, values }, grid, pod);
    return { label, role: 'area', part, axis: 'first', points };
  });
  const total: ChartLine = {
    label: ledger.label,
    role: 'total',
    axis: 'first',
    points: thinned(whole, { range, lifetimes: pod.lifetimes, columns: CHOSEN_COLUMNS }),
  };
  const highest = Math.max(highestOf([total]), highestSum(areas));
  const limit = limitOverTime(pod, request.range, highest);
  const events = eventMarks(request, whole);
  return {
    kind: 'time-chart',
    title: titleOf(request),
    subtitle: subtitleOf(request, `Parts of ${ledger.label} of ${name}`),
    alt: altText([
      request.headline,
      subtitleOf(request, `Parts of ${ledger.label} of ${name}`),
      `At the end: ${areas.flatMap(({ label, points }) => (lastOf(points) >= 1 ? [`${label} ${formatBytes(lastOf(points))}`] : [])).join(', ')}`,
    ]),
    range,
    axis: valueAxis('bytes', Math.max(highest, highestLimit(limit))),
    lines: [...areas, total],
    limit,
    marks: [...lifeMarks(pod, whole, range), ...events],
    legend: [
      ...areas.map((area) => ({ symbol: 'area' as const, part: area.part, label: area.label })),
      { symbol: 'total', label: ledger.label },
      ...lifeLegend(pod),
      ...eventLegend(events),
    ],
  };
}

function isVisible(part: Float64Array, total: Float64Array): boolean {
  const highest = total.reduce((most, value) => Math.max(most, value), 0);
  return part.some((value) => value > LEAST_SHARE * highest);
}

/** Column means; a column in which a container started is left empty, so that no slope joins two lives. */
function areaPoints(track: Track, grid: Grid, pod: PodMemory): readonly ChartPoint[] {
  const starts = pod.lifetimes.slice(1).map((life) => Math.floor((life.from - grid.from) / grid.width));
  const isStart = new Set(starts);
  return bridged(meansOf(track, grid), isStart).map((mean, column) => [
    timeOf(grid, column),
    mean === null || isStart.has(column) ? null : Math.max(0, mean),
  ]);
}

function highestSum(areas: readonly ChartLine[]): Bytes {
  const sums = (areas[0]?.points ?? []).map((_, i) => areas.reduce((sum, area) => sum + (area.points[i]?.[1] ?? 0), 0));
  return sums.reduce((a, b) => Math.max(a, b), 0);
}

function lastOf(points: readonly ChartPoint[]): Bytes {
  return points.findLast(([, value]) => value !== null)?.[1] ?? 0;
}

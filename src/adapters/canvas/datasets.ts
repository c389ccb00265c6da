import type { ChartDataset } from 'chart.js';
import type { ChartLine, TimeChart } from '../../presentation/charts/time-chart.ts';
import { COLOUR, PART_COLOUR } from './style.ts';

type LineDataset = ChartDataset<'line', { x: number; y: number | null }[]>;

/** Chart.js draws later datasets first, so what must be seen comes first: chosen, total, context, areas, muted, band. */
const DEPTH: Readonly<Record<ChartLine['role'], number>> = { chosen: 0, total: 1, muted: 2, context: 3, area: 4 };

export function datasetsOf(chart: TimeChart): LineDataset[] {
  const lines = chart.lines.filter((line) => line.role !== 'area').toSorted((a, b) => DEPTH[a.role] - DEPTH[b.role]);
  return [...lines.map(lineDataset), ...stacked(chart.lines.filter((line) => line.role === 'area')), ...bandOf(chart)];
}

function lineDataset(line: ChartLine): LineDataset {
  const colour = line.role === 'area' ? COLOUR.muted : COLOUR[line.role];
  const width = { chosen: 6, total: 4.5, context: 3, muted: 3, area: 0 }[line.role];
  return {
    data: line.points.map(([x, y]) => ({ x, y })),
    xAxisID: 'x',
    yAxisID: line.axis === 'second' ? 'second' : 'y',
    borderColor: colour,
    borderWidth: width,
    borderJoinStyle: 'round',
    borderCapStyle: 'round',
    pointBackgroundColor: colour,
    pointBorderWidth: 0,
    pointRadius: line.points.map((_, i) => (isAlone(line.points, i) ? width * 0.8 : 0)),
    ...(line.role === 'context' ? { fill: 'origin', backgroundColor: COLOUR.contextFill } : { fill: false }),
  };
}

/** A sample between two breaks has no line of its own: it is drawn as a dot. */
function isAlone(points: ChartLine['points'], i: number): boolean {
  return points[i]?.[1] != null && points[i - 1]?.[1] == null && points[i + 1]?.[1] == null;
}

/** Areas on top of each other: each is drawn from zero to the sum so far, the lower ones over the higher ones. */
function stacked(areas: readonly ChartLine[]): LineDataset[] {
  const sums = (areas[0]?.points ?? []).map(() => 0);
  return areas.map((area) => ({
    data: area.points.map(([x, value], i) => {
      if (value === null) return { x, y: null };
      sums[i] = (sums[i] ?? 0) + value;
      return { x, y: sums[i] ?? 0 };
    }),
    yAxisID: 'y',
    fill: 'origin',
    backgroundColor: PART_COLOUR[area.part ?? 'unexplained'],
    borderWidth: 0,
    pointRadius: 0,
  }));
}

function bandOf({ band }: TimeChart): LineDataset[] {
  if (band === undefined) return [];
  const edge = { yAxisID: 'y', borderWidth: 2, borderColor: COLOUR.muted, pointRadius: 0 };
  return [
    { ...edge, data: band.points.map(([x, low]) => ({ x, y: low })), fill: false },
    { ...edge, data: band.points.map(([x, , high]) => ({ x, y: high })), fill: '-1', backgroundColor: COLOUR.band },
  ];
}

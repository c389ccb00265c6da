import { formatBytes } from '../../measurement/bytes.ts';
import { type PodMemory, residentName } from '../../metrics/lifetime.ts';
import type { Track } from '../../metrics/series.ts';
import { sliceOf } from '../../metrics/track.ts';
import { altText } from '../alt-text.ts';
import { type ChartFrame, highestOf, subtitleOf, titleOf } from './chart-frame.ts';
import { highestLimit, limitOverTime } from './limit-steps.ts';
import { eventLegend, eventMarks, lifeLegend, lifeMarks } from './marks.ts';
import { CHOSEN_COLUMNS } from './rss-chart.ts';
import { thinned } from './thinning.ts';
import type { ChartLine, TimeChart } from './time-chart.ts';
import { valueAxis } from './value-axis.ts';

export interface LiveHeapRequest extends ChartFrame {
  readonly pod: PodMemory;
  /** The pod's name as messages use it: `x2x`. */
  readonly name: string;
  /** What the legend calls it; `live heap (survives GC)` when left out. */
  readonly what?: string | undefined;
  /** What survives garbage collection, in bytes. */
  readonly liveHeap: Track;
}

/** What survives garbage collection against the resident memory of the same pod: does the heap explain the growth? */
export function liveHeapChart(request: LiveHeapRequest): TimeChart {
  const { pod, name, liveHeap, range } = request;
  const shape = { range, lifetimes: pod.lifetimes, columns: CHOSEN_COLUMNS };
  const lines: readonly ChartLine[] = [
    { label: residentName(pod), role: 'total', axis: 'first', points: thinned(pod.rss, shape) },
    { label: 'live heap', role: 'chosen', axis: 'first', points: thinned(liveHeap, shape) },
  ];
  const highest = highestOf(lines);
  const limit = limitOverTime(pod, request.range, highest);
  const events = eventMarks(request, liveHeap);
  const shown = sliceOf(liveHeap, range.from, range.to).values;
  return {
    kind: 'time-chart',
    title: titleOf(request),
    subtitle: subtitleOf(request, `Live heap and ${residentName(pod) === 'RSS' ? 'RSS' : 'memory'} of ${name}`),
    alt: altText([
      request.headline,
      subtitleOf(request, `Live heap and ${residentName(pod) === 'RSS' ? 'RSS' : 'memory'} of ${name}`),
      shown.length === 0
        ? 'No samples of the live heap in this window'
        : `Live heap: first ${formatBytes(shown[0] ?? 0)}, last ${formatBytes(shown.at(-1) ?? 0)}`,
      limit === undefined ? undefined : capitalisedLimit(limit.label),
    ]),
    range,
    axis: valueAxis('bytes', Math.max(highest, highestLimit(limit))),
    lines,
    limit,
    marks: [...lifeMarks(pod, pod.rss, range), ...events],
    legend: [
      { symbol: 'chosen', label: request.what ?? 'live heap (survives GC)' },
      { symbol: 'total', label: residentName(pod) },
      ...lifeLegend(pod),
      ...eventLegend(events),
    ],
  };
}

function capitalisedLimit(label: string): string {
  return label.replace(/^limit/, 'Limit');
}

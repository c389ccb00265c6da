import { formatCount } from '../../measurement/count.ts';
import { capitalised } from '../../measurement/sentence.ts';
import { type PodMemory, residentName } from '../../metrics/lifetime.ts';
import type { Track } from '../../metrics/series.ts';
import { sliceOf } from '../../metrics/track.ts';
import type { CountedQuantity } from '../../runtime/candidate.ts';
import { altText } from '../alt-text.ts';
import { type ChartFrame, highestOf, subtitleOf, titleOf } from './chart-frame.ts';
import { eventLegend, eventMarks, lifeLegend, lifeMarks } from './marks.ts';
import { CHOSEN_COLUMNS } from './rss-chart.ts';
import { thinned } from './thinning.ts';
import type { ChartLine, TimeChart } from './time-chart.ts';
import { valueAxis } from './value-axis.ts';

/** Columns of a muted line: a third of the chosen one's. */
const MUTED_COLUMNS = 160;
/** More siblings than this would hide the line that matters. */
const MOST_SIBLINGS = 8;

export interface CountRequest extends ChartFrame {
  readonly pod: PodMemory;
  /** The pod's name as messages use it: `x2x`. */
  readonly name: string;
  readonly noun: CountedQuantity;
  readonly counts: Track;
  readonly siblings?: readonly Track[] | undefined;
}

/** The number of goroutines, threads or handles of one pod, with its memory behind it on an axis of its own. */
export function countChart(request: CountRequest): TimeChart {
  const { pod, name, noun, counts, range } = request;
  const { lifetimes } = pod;
  const siblings = (request.siblings ?? []).slice(0, MOST_SIBLINGS);
  const rss = thinned(pod.rss, { range, lifetimes, columns: MUTED_COLUMNS });
  const memory: readonly ChartLine[] =
    rss.length === 0 ? [] : [{ label: residentName(pod), role: 'context', axis: 'second', points: rss }];
  const own: readonly ChartLine[] = [
    ...siblings.map((track) => mutedLine(track, request)),
    {
      label: noun,
      role: 'chosen',
      axis: 'first',
      points: thinned(counts, { range, lifetimes, columns: CHOSEN_COLUMNS }),
    },
  ];
  const events = eventMarks(request, counts);
  const shown = sliceOf(counts, range.from, range.to).values;
  return {
    kind: 'time-chart',
    title: titleOf(request),
    subtitle: subtitleOf(request, `${capitalised(noun)} of ${name}`),
    alt: altText([
      request.headline,
      `Number of ${subtitleOf(request, `${noun} of ${name}`)}`,
      shown.length === 0
        ? 'No samples in this window'
        : `First ${formatCount(shown[0] ?? 0)}, last ${formatCount(shown.at(-1) ?? 0)}, highest ${formatCount(shown.reduce((a, b) => Math.max(a, b), 0))}`,
      `${residentName(pod)} of the same pod is drawn behind it`,
    ]),
    range,
    axis: valueAxis('count', highestOf(own)),
    second: memory.length === 0 ? undefined : valueAxis('bytes', highestOf(memory)),
    lines: [...memory, ...own],
    marks: [...lifeMarks(pod, counts, range), ...events],
    legend: [
      { symbol: 'chosen', label: `${noun} of ${name}` },
      ...(siblings.length === 0 ? [] : [{ symbol: 'muted' as const, label: 'other pods' }]),
      ...(memory.length === 0 ? [] : [{ symbol: 'context' as const, label: `${residentName(pod)} (right)` }]),
      ...lifeLegend(pod),
      ...eventLegend(events),
    ],
  };
}

function mutedLine(track: Track, { range }: ChartFrame): ChartLine {
  return {
    label: 'another pod',
    role: 'muted',
    axis: 'first',
    points: thinned(track, { range, lifetimes: [], columns: MUTED_COLUMNS }),
  };
}

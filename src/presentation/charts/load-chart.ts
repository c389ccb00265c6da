import { formatBytes } from '../../measurement/bytes.ts';
import { formatCount } from '../../measurement/count.ts';
import { type PodMemory, residentName } from '../../metrics/lifetime.ts';
import { type Track, trackOf } from '../../metrics/series.ts';
import { sliceOf, usualRange } from '../../metrics/track.ts';
import { altText } from '../alt-text.ts';
import { type ChartFrame, highestOf, subtitleOf } from './chart-frame.ts';
import { highestLimit, limitOverTime } from './limit-steps.ts';
import { eventLegend, eventMarks, lifeLegend, lifeMarks } from './marks.ts';
import { CHOSEN_COLUMNS } from './rss-chart.ts';
import { thinned } from './thinning.ts';
import type { ChartLine, TimeChart } from './time-chart.ts';
import { valueAxis } from './value-axis.ts';

export interface LoadRequest extends Omit<ChartFrame, 'headline'> {
  readonly pod: PodMemory;
  /** The pod's name as messages use it: `x2x`. */
  readonly name: string;
  /** Requests per hour. */
  readonly requests: Track;
}

/** Columns of the traffic: a third of the chosen line's. */
const COLUMNS = 160;
/** Of an hour: rates come by the hour and are shown by the minute. */
const MINUTES = 60;

/** Memory of one pod in front of its traffic: it rises and falls with it, or it does not. */
export function loadChart(request: LoadRequest): TimeChart {
  const { pod, name, range } = request;
  const { lifetimes } = pod;
  const perMinute = trackOf(
    [...request.requests.times].map((time, i) => [time, (request.requests.values[i] ?? 0) / MINUTES] as const),
  );
  const traffic: ChartLine = {
    label: 'requests',
    role: 'context',
    axis: 'second',
    points: thinned(perMinute, { range, lifetimes: [], columns: COLUMNS }),
  };
  const memory: ChartLine = {
    label: residentName(pod),
    role: 'chosen',
    axis: 'first',
    points: thinned(pod.rss, { range, lifetimes, columns: CHOSEN_COLUMNS }),
  };
  const limit = limitOverTime(pod, request.range, highestOf([memory]));
  const highest = highestOf([memory]);
  const memoryLevels = usualRange(sliceOf(pod.rss, range.from, range.to));
  const rates = usualRange(sliceOf(perMinute, range.from, range.to));
  const title = `${name} follows its traffic: ${formatBytes(memoryLevels.low)} at ${formatCount(rates.low)} requests/min, ${formatBytes(memoryLevels.high)} at ${formatCount(rates.high)}`;
  const frame = { ...request, headline: title };
  const subtitle = subtitleOf(frame, `${residentName(pod)} and requests of ${name}`);
  const events = eventMarks(frame, pod.rss);
  return {
    kind: 'time-chart',
    title,
    subtitle,
    alt: altText([title, subtitle]),
    range,
    axis: valueAxis('bytes', Math.max(highest, highestLimit(limit))),
    second: valueAxis('count', highestOf([traffic])),
    lines: [traffic, memory],
    limit,
    marks: [...lifeMarks(pod, pod.rss, range), ...events],
    legend: [
      { symbol: 'chosen', label: `${residentName(pod)} of ${name}` },
      { symbol: 'context', label: 'requests a minute (right)' },
      ...lifeLegend(pod),
      ...eventLegend(events),
    ],
  };
}

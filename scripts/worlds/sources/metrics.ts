import type { MetricsSource } from '../../../src/evidence/ports.ts';
import type { MetricsQuery, Series, Track } from '../../../src/metrics/series.ts';
import { satisfies } from './selector.ts';

/** Prometheus refuses more points a series than this. */
const MOST_POINTS = 11_000;

/** A world's series, asked as Prometheus is asked: `<aggregate>_over_time(metric{…}[step])` at the steps before the end. */
export function worldMetrics(series: readonly Series[]): MetricsSource {
  const byMetric = Map.groupBy(series, ({ metric }) => metric);
  const answer = (metric: string, query: Omit<MetricsQuery, 'metric'>): readonly Series[] =>
    (byMetric.get(metric) ?? []).flatMap((each) => {
      if (!query.matchers.every((matcher) => satisfies(each, matcher))) return [];
      const track = overTime(each, query);
      return track.times.length === 0 ? [] : [{ metric, labels: each.labels, ...track }];
    });
  return {
    name: 'Prometheus at http://prometheus:9090',
    series: (query) => Promise.resolve(answer(query.metric, query)),
    many: (query) => Promise.resolve(query.metrics.flatMap((metric) => answer(metric, query))),
  };
}

/** One value a step, of the samples in (point − step, point]; a step without samples has no point. */
export function overTime(
  track: Track,
  { range, step, aggregate }: Pick<MetricsQuery, 'range' | 'step' | 'aggregate'>,
): Track {
  const length = Math.max(0, range.to - range.from);
  const width = Math.ceil(Math.max(step, 1000, length / MOST_POINTS));
  const first = range.to - Math.max(1, Math.floor(length / width)) * width;
  const times: number[] = [];
  const values: number[] = [];
  for (let i = firstAfter(track.times, first); i < track.times.length; i += 1) {
    const time = track.times[i] ?? 0;
    if (time > range.to) break;
    const value = track.values[i] ?? 0;
    const point = range.to - Math.floor((range.to - time) / width) * width;
    const at = times.length - 1;
    if (times[at] !== point) {
      times.push(point);
      values.push(value);
    } else if (aggregate === 'last') values[at] = value;
    else values[at] = aggregate === 'max' ? Math.max(values[at] ?? value, value) : Math.min(values[at] ?? value, value);
  }
  return { times: Float64Array.from(times), values: Float64Array.from(values) };
}

function firstAfter(times: Float64Array, moment: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) > moment) high = middle;
    else low = middle + 1;
  }
  return low;
}

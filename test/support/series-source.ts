import type { MetricsSource } from '../../src/evidence/ports.ts';
import { type MetricsQuery, type Series, trackOf } from '../../src/metrics/series.ts';
import { matches } from './recorded-series.ts';

/** Series in memory, asked as a metrics source is; those of `without` are as if no one exposed them. */
export function seriesSource(name: string, all: readonly Series[], without?: string): MetricsSource {
  const byMetric = Map.groupBy(all, ({ metric }) => metric);
  return {
    name,
    series: (query) => {
      const known = query.metric === without ? [] : (byMetric.get(query.metric) ?? []);
      return Promise.resolve(known.flatMap((series) => seen(series, query)));
    },
  };
}

/** The samples of a series that a query asks for, one a step. */
function seen(series: Series, { matchers, range, step, aggregate }: MetricsQuery): readonly Series[] {
  if (!matchers.every((one) => matches(one, series.labels))) return [];
  const points = new Map<number, readonly [number, number]>();
  for (const [index, time] of series.times.entries()) {
    const value = series.values[index] ?? 0;
    const slot = Math.floor(time / step);
    const before = points.get(slot)?.[1] ?? value;
    const chosen =
      aggregate === 'last' ? value : aggregate === 'max' ? Math.max(before, value) : Math.min(before, value);
    if (time >= range.from && time <= range.to) points.set(slot, [time, chosen]);
  }
  return points.size === 0 ? [] : [{ ...series, ...trackOf(points.values()) }];
}

import { gridOf } from '../../collection/grid.ts';
import type { MetricsSource } from '../../investigation/ports.ts';
import { SECOND } from '../../measurement/duration.ts';
import { type Series, trackOf } from '../../metrics/series.ts';
import { type PrometheusApi, seconds } from './api.ts';
import { queryText, selectorText } from './promql.ts';
import { matrixSchema } from './schema.ts';

/** Time series from Prometheus. */
export function prometheusMetrics(api: PrometheusApi): MetricsSource {
  return {
    name: api.name,
    async series(query, signal) {
      const grid = gridOf(query.range, query.step);
      return api.get(
        {
          path: 'query_range',
          parameters: {
            query: queryText(query, grid.step),
            start: seconds(grid.start),
            end: seconds(grid.end),
            step: seconds(grid.step),
          },
          asked: selectorText(query.metric, query.matchers),
          shape: (data) => seriesOf(query.metric, data),
        },
        signal,
      );
    },
  };
}

function seriesOf(metric: string, data: unknown): readonly Series[] {
  return matrixSchema.parse(data).result.map(({ metric: all, values }) => {
    const { __name__: _, ...labels } = all;
    // A staleness marker never leaves Prometheus; NaN and ±Inf that a process really reported tell nothing here.
    const points = values
      .map(([time, value]): [number, number] => [Math.round(time * SECOND), Number(value)])
      .filter(([, value]) => Number.isFinite(value));
    return { metric, labels, ...trackOf(points) };
  });
}

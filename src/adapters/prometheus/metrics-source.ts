import { gridOf } from '../../collection/grid.ts';
import type { MetricsSource } from '../../evidence/ports.ts';
import { SECOND } from '../../measurement/duration.ts';
import type { Series, Track } from '../../metrics/series.ts';
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
            // VictoriaMetrics (1.79.5 to that of August 2026) moves start and end of 50 points or more to whole steps
            // without it: other figures, and the newest samples before a kill are lost. Others do not know it.
            nocache: '1',
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
    return { metric, labels, ...trackOfPoints(values) };
  });
}

/**
 * Columns of `[seconds, "value"]` pairs; values are strings so that NaN and ±Inf can be told. A staleness marker never
 * leaves Prometheus; NaN and ±Inf that a process really reported tell nothing here. Throws TypeError for other shapes.
 */
function trackOfPoints(points: readonly unknown[]): Track {
  const times = new Float64Array(points.length);
  const values = new Float64Array(points.length);
  let count = 0;
  for (const point of points) {
    const [time, text] = (Array.isArray(point) ? point : []) as readonly unknown[];
    if (typeof time !== 'number' || typeof text !== 'string')
      throw new TypeError(`a point is ${JSON.stringify(point)?.slice(0, 60)}, not [seconds, "value"]`);
    const value = Number(text);
    if (!Number.isFinite(value)) continue;
    times[count] = Math.round(time * SECOND);
    values[count] = value;
    count += 1;
  }
  return { times: times.subarray(0, count), values: values.subarray(0, count) };
}

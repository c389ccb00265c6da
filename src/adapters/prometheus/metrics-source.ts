import { gridOf } from '../../collection/grid.ts';
import type { MetricsSource } from '../../evidence/ports.ts';
import { SECOND } from '../../measurement/duration.ts';
import type { ManyMetricsQuery, MetricsQuery, Series, Track } from '../../metrics/series.ts';
import { type PrometheusApi, seconds } from './api.ts';
import { otelMetrics } from './otel-metrics.ts';
import { isOtelName } from './otel-names.ts';
import { METRIC_LABEL, manyQueryText, queryText, selectorText } from './promql.ts';
import { matrixSchema } from './schema.ts';

/** Time series from Prometheus. */
export function prometheusMetrics(api: PrometheusApi): MetricsSource {
  const otel = otelMetrics(api);

  async function ofOtel(
    query: ManyMetricsQuery,
    signal?: AbortSignal,
    onPartial?: OnPartial,
  ): Promise<readonly Series[]> {
    const found = query.metrics.length === 0 ? undefined : await otel.query(query, signal);
    if (found === undefined) return [];
    return (await rangeOf(api, { ...query, ...found, onPartial }, signal)).map(found.meant);
  }

  return {
    name: api.name,
    series: (query, signal, onPartial) => {
      if (isOtelName(query.metric)) return ofOtel({ ...query, metrics: [query.metric] }, signal, onPartial);
      const asked = selectorText(query.metric, query.matchers);
      const text = (step: number) => queryText(query, step);
      return rangeOf(api, { ...query, asked, text, metric: query.metric, onPartial }, signal);
    },
    many: async (query, signal, onPartial) => {
      const metrics = query.metrics.filter((metric) => !isOtelName(metric));
      const others = { ...query, metrics: query.metrics.filter(isOtelName) };
      const asked = `${metrics.length} metrics like ${selectorText(metrics[0] ?? '', query.matchers)}`;
      const texts = inAddresses({ ...query, metrics }).map((part) => (step: number) => manyQueryText(part, step));
      const answers = texts.map((text) => rangeOf(api, { ...query, asked, text, onPartial }, signal));
      return (await Promise.all([...answers, ofOtel(others, signal, onPartial)])).flat();
    },
  };
}

type OnPartial = (why: string) => void;

/** An address longer than this is refused by some proxies. */
const LONGEST_ADDRESS = 6000;

/** A query in as many parts as keep each address short enough. */
function inAddresses(query: ManyMetricsQuery): readonly ManyMetricsQuery[] {
  const { metrics } = query;
  if (metrics.length === 0) return [];
  if (metrics.length < 2 || encodeURIComponent(manyQueryText(query, 60_000)).length <= LONGEST_ADDRESS) return [query];
  const half = Math.ceil(metrics.length / 2);
  return [metrics.slice(0, half), metrics.slice(half)].flatMap((part) => inAddresses({ ...query, metrics: part }));
}

interface RangeQuery extends Pick<MetricsQuery, 'range' | 'step'> {
  /** What is asked, for the message of an error. */
  readonly asked: string;
  readonly text: (step: number) => string;
  /** Undefined where each series names its own. */
  readonly metric?: string | undefined;
  readonly onPartial?: ((why: string) => void) | undefined;
}

function rangeOf(api: PrometheusApi, query: RangeQuery, signal?: AbortSignal): Promise<readonly Series[]> {
  const grid = gridOf(query.range, query.step);
  return api.get(
    {
      path: 'query_range',
      parameters: {
        query: query.text(grid.step),
        start: seconds(grid.start),
        end: seconds(grid.end),
        step: seconds(grid.step),
        // VictoriaMetrics (1.79.5 to that of August 2026) moves start and end of 50 points or more to whole steps
        // without it: other figures, and the newest samples before a kill are lost. Others do not know it.
        nocache: '1',
      },
      asked: query.asked,
      shape: (data) => seriesOf(query.metric, data),
      onPartial: query.onPartial,
    },
    signal,
  );
}

function seriesOf(asked: string | undefined, data: unknown): readonly Series[] {
  return matrixSchema.parse(data).result.map(({ metric: all, values }) => {
    const { __name__: name, [METRIC_LABEL]: copied, ...labels } = all;
    return { metric: asked ?? copied ?? name ?? '', labels, ...trackOfPoints(values) };
  });
}

/**
 * Columns of `[seconds, "value"]` pairs; values are strings so that NaN and ±Inf can be written. A staleness marker never
 * leaves Prometheus; NaN and ±Inf that a process really reported mean nothing here. Throws TypeError for other shapes.
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

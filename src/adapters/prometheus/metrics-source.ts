import { gridOf } from '../../collection/grid.ts';
import type { MetricsSource } from '../../evidence/ports.ts';
import { SECOND } from '../../measurement/duration.ts';
import type { ManyMetricsQuery, MetricsQuery, Series, Track } from '../../metrics/series.ts';
import { readableMatchers } from '../../service/readable-selector.ts';
import { type PrometheusApi, seconds } from './api.ts';
import { isOtelName } from './otel-names.ts';
import { type AlternativesQuery, alternativesText, METRIC_LABEL, selectorText } from './promql.ts';
import { matrixSchema } from './schema.ts';
import { type Written, writtenSeries } from './written-series.ts';

/** Time series from Prometheus. */
export function prometheusMetrics(api: PrometheusApi): MetricsSource {
  const written = writtenSeries(api);

  async function read(
    query: ManyMetricsQuery,
    { names, alternatives, meant }: Written,
    { onPartial, signal }: { readonly onPartial?: OnPartial | undefined; readonly signal?: AbortSignal | undefined },
  ): Promise<readonly Series[]> {
    const { aggregate, range, step } = query;
    const asked = askedFor(query);
    const parts = inAddresses({ names, alternatives, aggregate });
    const metric = names.length === 1 ? names[0] : undefined;
    const answers = parts.map((text) => rangeOf(api, { range, step, asked, text, metric, onPartial }, signal));
    return (await Promise.all(answers)).flat().flatMap(meant);
  }

  return {
    name: api.name,
    series: async (query, signal, onPartial) => {
      const wanted = { ...query, metrics: [query.metric] };
      const how = await (isOtelName(query.metric) ? written.otel : written.others)(wanted, signal);
      return read(wanted, how, { onPartial, signal });
    },
    many: async (query, signal, onPartial) => {
      const [otel, others] = [true, false].map((is) => query.metrics.filter((metric) => isOtelName(metric) === is));
      const parts = [
        { ask: written.otel, metrics: otel ?? [] },
        { ask: written.others, metrics: others ?? [] },
      ].filter(({ metrics }) => metrics.length > 0);
      const answers = parts.map(async ({ ask, metrics }) => {
        const wanted = { ...query, metrics };
        return read(wanted, await ask(wanted, signal), { onPartial, signal });
      });
      return (await Promise.all(answers)).flat();
    },
  };
}

type OnPartial = (why: string) => void;

/** For the message of an error. */
function askedFor({ metrics, matchers }: ManyMetricsQuery): string {
  const [first = ''] = metrics;
  const asked = selectorText(first, readableMatchers(matchers));
  if (isOtelName(first)) return `OpenTelemetry’s ${asked}`;
  return metrics.length === 1 ? asked : `${metrics.length} metrics like ${asked}`;
}

/** An address longer than this is refused by some proxies. */
const LONGEST_ADDRESS = 6000;

/** A query in as many parts as keep each address short enough. */
function inAddresses(query: AlternativesQuery): readonly ((step: number) => string)[] {
  const { names } = query;
  if (names.length === 0) return [];
  const text = (step: number) => alternativesText(query, step);
  if (names.length < 2 || encodeURIComponent(text(60_000)).length <= LONGEST_ADDRESS) return [text];
  const half = Math.ceil(names.length / 2);
  return [names.slice(0, half), names.slice(half)].flatMap((part) => inAddresses({ ...query, names: part }));
}

interface RangeQuery extends Pick<MetricsQuery, 'range' | 'step'> {
  /** What is asked, for the message of an error. */
  readonly asked: string;
  readonly text: (step: number) => string;
  /** Undefined where each series names its own. */
  readonly metric: string | undefined;
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

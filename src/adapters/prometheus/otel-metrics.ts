import { UnavailableError } from '../../foundation/errors.ts';
import { MINUTE, type Milliseconds } from '../../measurement/duration.ts';
import type { TimeRange } from '../../measurement/time.ts';
import { everyMetric } from '../../metrics/catalogue.ts';
import type { LabelMatcher, ManyMetricsQuery, Series } from '../../metrics/series.ts';
import { type PrometheusApi, seconds } from './api.ts';
import { canonicalLabels, isOtelName, spellings, styled, stylesOf } from './otel-names.ts';
import { METRIC_LABEL, selectorText } from './promql.ts';
import { labelValuesSchema } from './schema.ts';

/** A query in PromQL for a step, and what to call it in an error. */
export interface OtelQuery {
  readonly asked: string;
  readonly text: (step: number) => string;
  /** A series of the answer as it is meant: by its own name, its labels as other exporters have them. */
  readonly meant: (series: Series) => Series;
}

export interface OtelMetrics {
  /** Undefined where the server has none of the metrics in the range. Throws UnavailableError. */
  query(query: ManyMetricsQuery, signal?: AbortSignal): Promise<OtelQuery | undefined>;
}

/** Which names there are changes with deploys. */
const FRESH: Milliseconds = MINUTE;
/** Ranges whose names are remembered; then all are asked for again. */
const MOST_RANGES = 50;

/** The container's metrics of the kubelet's receiver share names with cAdvisor's, whose labels are others. */
const OF_RECEIVER: LabelMatcher = { label: 'k8s_pod_name', op: '!=', value: '' };

/**
 * Metrics of OpenTelemetry as a server has them. Which of the names that servers give them it has is asked first, once a
 * range: one that has none is asked nothing else, and labels with dots are asked of none that would not know them.
 */
export function otelMetrics(api: PrometheusApi): OtelMetrics {
  const wanted = [...everyMetric()].filter(isOtelName);
  const known = new Map<string, { readonly until: number; readonly names: Promise<Names> }>();

  function namesIn(range: TimeRange, signal: AbortSignal | undefined): Promise<Names> {
    const key = `${range.from}/${range.to}`;
    const before = known.get(key);
    if (before !== undefined && before.until > performance.now()) return before.names;
    if (known.size >= MOST_RANGES) known.clear();
    const names = askForNames(api, { range, wanted }, signal);
    known.set(key, { until: performance.now() + FRESH, names });
    names.catch(() => known.delete(key));
    return names;
  }

  return {
    async query({ metrics, matchers, range, aggregate }, signal) {
      const names = await namesIn(range, signal);
      const given = metrics.flatMap((metric) => (names.get(metric) ?? []).map((name) => ({ metric, name })));
      if (given.length === 0) return undefined;
      const meaning = new Map(given.map(({ metric, name }) => [name, metric]));
      const dots = given.some(({ name }) => name.includes('.'));
      const selectors = given.flatMap(({ name }) => {
        const own = name.startsWith('container') ? [...matchers, OF_RECEIVER] : matchers;
        return stylesOf(own, dots).map((style) => ({ name, matchers: styled(own, style) }));
      });
      return {
        asked: `OpenTelemetry’s ${selectorText(metrics[0] ?? '', matchers)}`,
        text: (step) =>
          selectors
            .map(({ name, matchers: own }) => {
              const values = `${aggregate}_over_time(${selectorText(name, own)}[${step}ms])`;
              return `label_replace(${values},"${METRIC_LABEL}",${JSON.stringify(name)},"","")`;
            })
            .join(' or '),
        meant: (series) => ({
          ...series,
          metric: meaning.get(series.metric) ?? series.metric,
          labels: canonicalLabels(series.labels),
        }),
      };
    },
  };
}

/** What a server calls each metric. */
type Names = ReadonlyMap<string, readonly string[]>;

async function askForNames(
  api: PrometheusApi,
  { range, wanted }: { readonly range: TimeRange; readonly wanted: readonly string[] },
  signal: AbortSignal | undefined,
): Promise<Names> {
  const tests = wanted.map((metric) => ({ metric, test: new RegExp(`^${spellings(metric)}$`) }));
  const any: LabelMatcher = { label: '__name__', op: '=~', value: wanted.map(spellings).join('|') };
  try {
    const names = await api.get(
      {
        path: 'label/__name__/values',
        parameters: { 'match[]': selectorText('', [any]), start: seconds(range.from), end: seconds(range.to) },
        asked: 'the names of OpenTelemetry’s metrics',
        shape: (data) => labelValuesSchema.parse(data),
      },
      signal,
    );
    return new Map(tests.map(({ metric, test }) => [metric, names.filter((name) => test.test(name))]));
  } catch (error) {
    // Prometheus before 2.24 cannot select here, nor does it take OpenTelemetry's metrics.
    if (error instanceof UnavailableError && !error.retryable) return new Map();
    throw error;
  }
}

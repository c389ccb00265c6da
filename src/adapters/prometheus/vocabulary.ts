import { UnavailableError } from '../../foundation/errors.ts';
import type { TimeRange } from '../../measurement/time.ts';
import { everyMetric } from '../../metrics/catalogue.ts';
import type { LabelMatcher } from '../../metrics/series.ts';
import { type PrometheusApi, seconds } from './api.ts';
import { isOtelName, spellings } from './otel-names.ts';
import { selectorText } from './promql.ts';
import { remembering } from './remembered-answers.ts';
import { labelValuesSchema } from './schema.ts';
import { TARGET_INFO } from './target-info.ts';

/** How a server writes OpenTelemetry’s names in a range of time. */
export interface Vocabulary {
  /** What it calls each metric, by OpenTelemetry’s own name. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  /** Metrics of other exporters whose pod is named by `k8s.pod.name` alone: a collector scraped them and passed them on. */
  readonly attributed: ReadonlySet<string>;
  /** Whether labels may have dots. */
  readonly dots: boolean;
  /** Whether `target_info` may say which pod a series is of. */
  readonly targetInfo: boolean;
}

export const NO_OTEL: Vocabulary = { names: new Map(), attributed: new Set(), dots: false, targetInfo: false };

const WANTED = [...everyMetric()].filter(isOtelName);
const TESTS = WANTED.map((metric) => ({ metric, test: new RegExp(`^${spellings(metric)}$`) }));
const OF_OTEL: LabelMatcher = { label: '__name__', op: '=~', value: [...WANTED.map(spellings), TARGET_INFO].join('|') };

const ATTRIBUTED: LabelMatcher = { label: 'k8s_pod_name', op: '!=', value: '' };
const DOTTED: LabelMatcher = { label: 'k8s.pod.name', op: '!=', value: '' };

/**
 * Asks a server for its vocabulary, once a range: one that has nothing of OpenTelemetry is asked nothing else, and labels
 * with dots are asked of none that would not know them. Throws UnavailableError.
 */
export function vocabularies(api: PrometheusApi): (range: TimeRange, signal?: AbortSignal) => Promise<Vocabulary> {
  const remembered = remembering<Vocabulary>();
  // Prometheus before version 3, and servers built on it, refuse quoted names.
  let quotes = true;

  async function names(range: TimeRange, signal: AbortSignal | undefined): Promise<readonly string[]> {
    const within = [OF_OTEL, ATTRIBUTED, ...(quotes ? [DOTTED] : [])].map((each) => selectorText('', [each]));
    try {
      const asked = { path: 'label/__name__/values', asked: 'the names of OpenTelemetry’s metrics' };
      return await labelValues(api, { ...asked, within, range }, signal);
    } catch (error) {
      if (!(error instanceof UnavailableError) || error.retryable) throw error;
      // Prometheus before 2.24 cannot select here, nor does it take OpenTelemetry's metrics.
      if (!quotes) return [];
      quotes = false;
      return names(range, signal);
    }
  }

  async function ask(range: TimeRange, signal: AbortSignal | undefined): Promise<Vocabulary> {
    const all = await names(range, signal);
    const ofOtel = TESTS.map(({ metric, test }) => [metric, all.filter((name) => test.test(name))] as const);
    const taken = new Set([...ofOtel.flatMap(([, its]) => its), TARGET_INFO]);
    return {
      names: new Map(ofOtel),
      attributed: new Set(all.filter((name) => !taken.has(name))),
      dots: all.some((name) => name.includes('.')) || (all.length > 0 && quotes && (await dotted(api, range, signal))),
      targetInfo: all.includes(TARGET_INFO),
    };
  }

  return (range, signal) => remembered(`${range.from}/${range.to}`, () => ask(range, signal));
}

/** VictoriaMetrics’ `-opentelemetry.convertMetricNamesToPrometheus` leaves the dots in labels alone. */
async function dotted(api: PrometheusApi, range: TimeRange, signal: AbortSignal | undefined): Promise<boolean> {
  const within = [OF_OTEL, ATTRIBUTED, DOTTED].map((each) => selectorText('', [each]));
  const labels = await labelValues(api, { path: 'labels', asked: 'names of labels', within, range }, signal);
  return labels.some((label) => label.includes('.'));
}

interface Asked {
  readonly path: string;
  /** For the message of an error. */
  readonly asked: string;
  readonly within: readonly string[];
  readonly range: TimeRange;
}

function labelValues(
  api: PrometheusApi,
  { path, asked, within, range }: Asked,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  return api.get(
    {
      path,
      parameters: { 'match[]': within, start: seconds(range.from), end: seconds(range.to) },
      asked,
      shape: (data) => labelValuesSchema.parse(data),
    },
    signal,
  );
}

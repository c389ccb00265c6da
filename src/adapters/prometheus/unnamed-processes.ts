import type { TimeRange } from '../../measurement/time.ts';
import type { LabelMatcher } from '../../metrics/series.ts';
import { type PrometheusApi, seconds } from './api.ts';
import { canonicalLabels } from './label-styles.ts';
import { spellings } from './otel-names.ts';
import { selectorText } from './promql.ts';
import { seriesSchema } from './schema.ts';
import { ambiguousJobs, TARGET_INFO, targetInfoOf } from './target-info.ts';

/** What a server has of OpenTelemetry's metrics and can name no pod for. */
export interface Unnamed {
  /** Jobs whose `target_info` names several pods for one instance, or for want of one. */
  readonly jobs: readonly string[];
  /** Metrics of containers that name none: the server took them from a receiver, and its attributes from none. */
  readonly metrics: readonly string[];
}

/** What the collector's receivers report of containers. */
const OF_CONTAINERS = ['container.memory.rss', 'k8s.container.memory_limit', 'k8s.container.restarts'];

/**
 * Prometheus 3 as it comes puts no attribute of a resource on its series, and makes a `target_info` only of a resource
 * with a `service.name` or a `service.instance.id`. Throws UnavailableError.
 */
export async function unnamedProcesses(api: PrometheusApi, range: TimeRange): Promise<Unnamed> {
  const value = [...OF_CONTAINERS.map(spellings), TARGET_INFO].join('|');
  const any: LabelMatcher = { label: '__name__', op: '=~', value };
  const series = await api.get({
    path: 'series',
    parameters: { 'match[]': selectorText('', [any]), start: seconds(range.from), end: seconds(range.to) },
    asked: 'whose OpenTelemetry’s metrics are',
    shape: (data) => seriesSchema.parse(data),
  });
  const info = series.filter((labels) => labels['__name__'] === TARGET_INFO);
  const { completed } = targetInfoOf(info);
  const nameless = series.filter((labels) => {
    const { pod, container, instance } = canonicalLabels(completed(labels));
    return labels['__name__'] !== TARGET_INFO && [pod, container, instance].every((each) => (each ?? '') === '');
  });
  return {
    jobs: ambiguousJobs(info),
    metrics: [...new Set(nameless.flatMap((labels) => labels['__name__'] ?? []))].sort(),
  };
}

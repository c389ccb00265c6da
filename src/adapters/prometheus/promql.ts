import { escapeRegex } from '../../foundation/escape-regex.ts';
import type { LabelMatcher, ManyMetricsQuery, MetricsQuery } from '../../metrics/series.ts';

/** `container_memory_rss{namespace="prod",image!=""}`; without a name of its own where the matchers say which. */
export function selectorText(metric: string, matchers: readonly LabelMatcher[]): string {
  const classic = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(metric);
  const named =
    classic || metric === '' ? matchers : [{ label: '__name__', op: '=' as const, value: metric }, ...matchers];
  const inside = named.map(({ label, op, value }) => `${labelText(label)}${op}${quoted(value)}`).join(',');
  return `${classic ? metric : ''}{${inside}}`;
}

/**
 * One value a step: of the samples in the step that ends at each point. Prometheus 2 also counts a sample exactly at
 * the start of the step, Prometheus 3 does not; asking for less than the step would lose samples instead.
 */
export function queryText(query: MetricsQuery, step: number): string {
  return `${query.aggregate}_over_time(${selectorText(query.metric, query.matchers)}[${step}ms])`;
}

/** The label that carries a metric's name where an aggregate drops it: two metrics may have the same other labels. */
export const METRIC_LABEL = 'leakbot_metric';

/** Several metrics in one query. Only the last sample of a step keeps its name; other aggregates are named one by one. */
export function manyQueryText({ metrics, matchers, aggregate }: ManyMetricsQuery, step: number): string {
  if (aggregate === 'last') {
    const names: LabelMatcher = { label: '__name__', op: '=~', value: metrics.map(escapeRegex).join('|') };
    return `last_over_time(${selectorText('', [names, ...matchers])}[${step}ms])`;
  }
  return metrics
    .map((metric) => {
      const values = `${aggregate}_over_time(${selectorText(metric, matchers)}[${step}ms])`;
      return `label_replace(${values},${quoted(METRIC_LABEL)},${quoted(metric)},"","")`;
    })
    .join(' or ');
}

/** Names outside the classic alphabet exist since Prometheus 3, where they are quoted. */
function labelText(label: string): string {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label) ? label : quoted(label);
}

/** PromQL strings are Go strings: JSON's escapes are all valid there. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

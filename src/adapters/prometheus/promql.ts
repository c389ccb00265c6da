import { escapeRegex } from '../../foundation/escape-regex.ts';
import type { LabelMatcher, MetricsQuery } from '../../metrics/series.ts';

/** `container_memory_rss{namespace="prod",image!=""}`; without a name of its own where the matchers say which. */
export function selectorText(metric: string, matchers: readonly LabelMatcher[]): string {
  const classic = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(metric);
  const named =
    classic || metric === '' ? matchers : [{ label: '__name__', op: '=' as const, value: metric }, ...matchers];
  const inside = named.map(({ label, op, value }) => `${labelText(label)}${op}${quoted(value)}`).join(',');
  return `${classic ? metric : ''}{${inside}}`;
}

/** The label that carries a metric's name where an aggregate drops it: two metrics may have the same other labels. */
export const METRIC_LABEL = 'leakbot_metric';

/** Metrics whose series are selected by one of several ways or by another. */
export interface AlternativesQuery extends Pick<MetricsQuery, 'aggregate'> {
  readonly names: readonly string[];
  readonly alternatives: readonly (readonly LabelMatcher[])[];
}

/**
 * One value a step: of the samples in the step that ends at each point. Prometheus 2 also counts a sample exactly at
 * the start of the step, Prometheus 3 does not; asking for less than the step would lose samples instead.
 *
 * Only the last sample of a step keeps its name; other aggregates are named one by one. What `or` joins is there once.
 */
export function alternativesText({ names, alternatives, aggregate }: AlternativesQuery, step: number): string {
  const of = (name: string, matchers: readonly LabelMatcher[]) =>
    `${aggregate}_over_time(${selectorText(name, matchers)}[${step}ms])`;
  return alternatives
    .flatMap((matchers) => {
      if (aggregate === 'last') return [of(...named(names, matchers))];
      if (names.length * alternatives.length === 1) return names.map((name) => of(name, matchers));
      return names.map((name) => `label_replace(${of(name, matchers)},${quoted(METRIC_LABEL)},${quoted(name)},"","")`);
    })
    .join(' or ');
}

function named(names: readonly string[], matchers: readonly LabelMatcher[]) {
  const [only] = names;
  if (names.length === 1 && only !== undefined) return [only, matchers] as const;
  const any: LabelMatcher = { label: '__name__', op: '=~', value: names.map(escapeRegex).join('|') };
  return ['', [any, ...matchers]] as const;
}

/** Names outside the classic alphabet exist since Prometheus 3, where they are quoted. */
function labelText(label: string): string {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label) ? label : quoted(label);
}

/** PromQL strings are Go strings: JSON's escapes are all valid there. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

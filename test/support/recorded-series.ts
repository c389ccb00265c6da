import { readFileSync } from 'node:fs';
import { unpackSeries } from '../../scripts/lab/record/series-file.ts';
import { type MetricRequest, type Quantity, requestsFor } from '../../src/metrics/catalogue.ts';
import { type LabelMatcher, type Series, trackOf } from '../../src/metrics/series.ts';

/** The series of a lab recording. */
export function recordedSeries(scenario: string): readonly Series[] {
  const file = new URL(`../fixtures/recordings/${scenario}/series.json.gz`, import.meta.url);
  return unpackSeries(readFileSync(file)).map(({ labels: { __name__: metric = '', ...labels }, samples }) => ({
    metric,
    labels,
    ...trackOf(samples),
  }));
}

/** The first answer that is not empty to the requests for a quantity, as a metrics source would give it. */
export function answerFrom(
  all: readonly Series[],
  quantity: Quantity,
  selector: readonly LabelMatcher[],
): { readonly request: MetricRequest; readonly series: readonly Series[] } | undefined {
  for (const request of requestsFor(quantity, selector)) {
    const series = all.filter(
      ({ metric, labels }) => metric === request.metric && request.matchers.every((one) => matches(one, labels)),
    );
    if (series.length > 0) return { request, series };
  }
  return undefined;
}

/** Whether a label set satisfies a matcher, as Prometheus reads it. */
export function matches({ label, op, value }: LabelMatcher, labels: Readonly<Record<string, string>>): boolean {
  const own = labels[label] ?? '';
  switch (op) {
    case '=':
      return own === value;
    case '!=':
      return own !== value;
    case '=~':
      return new RegExp(`^(?:${value})$`).test(own);
    case '!~':
      return !new RegExp(`^(?:${value})$`).test(own);
  }
}

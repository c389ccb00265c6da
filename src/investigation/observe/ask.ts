import type { TimeRange } from '../../measurement/time.ts';
import { type MetricRequest, type Quantity, requestsFor } from '../../metrics/catalogue.ts';
import type { Series } from '../../metrics/series.ts';
import type { Service } from '../../service/service.ts';
import type { MetricsSource } from '../ports.ts';
import { stepFor } from '../window.ts';

/** What a source said about a quantity: by which request, and every series of it. */
export interface MetricAnswer {
  readonly request: MetricRequest;
  readonly series: readonly Series[];
}

export interface Question {
  readonly service: Service;
  readonly range: TimeRange;
  readonly signal: AbortSignal;
}

/** Asks for a quantity by each of its names in order; the first answer that is not empty stands. */
export async function askFor(
  source: MetricsSource,
  quantity: Quantity,
  { service, range, signal }: Question,
): Promise<MetricAnswer | undefined> {
  for (const request of requestsFor(quantity, service.selector)) {
    const { metric, matchers, aggregate } = request;
    const series = await source.series({ metric, matchers, range, step: stepFor(range), aggregate }, signal);
    if (series.some((one) => one.times.length > 0)) return { request, series };
  }
  return undefined;
}

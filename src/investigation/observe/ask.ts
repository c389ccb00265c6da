import type { TimeRange } from '../../measurement/time.ts';
import { type MetricRequest, type Quantity, type Runtime, requestsFor } from '../../metrics/catalogue.ts';
import { type Measured, measuredOf } from '../../metrics/measured.ts';
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
  /** Narrows the names to ask by; every runtime's when left out. */
  readonly runtime?: Runtime | undefined;
  readonly range: TimeRange;
  readonly signal: AbortSignal;
}

/** Asks for a quantity by each of its names in order; the first answer that is not empty stands. */
export async function askFor(
  source: MetricsSource,
  quantity: Quantity,
  question: Question,
): Promise<MetricAnswer | undefined> {
  return firstAnswer(source, quantity, question, (series) => series.some((one) => one.times.length > 0));
}

/** A quantity of one pod, and the answer that told it. */
export interface MeasuredAnswer extends MetricAnswer {
  readonly measured: Measured;
}

/** The same for one pod: a name that only other pods know, or that says nothing yet, gives way to the next one. */
export async function measure(
  source: MetricsSource,
  quantity: Quantity,
  { pod, ...question }: Question & { readonly pod: string },
): Promise<MeasuredAnswer | undefined> {
  const answer = await firstAnswer(
    source,
    quantity,
    question,
    (series, request) => measuredOf(request, series, pod) !== undefined,
  );
  const measured = answer && measuredOf(answer.request, answer.series, pod);
  return answer && measured && { ...answer, measured };
}

async function firstAnswer(
  source: MetricsSource,
  quantity: Quantity,
  { service, runtime, range, signal }: Question,
  tells: (series: readonly Series[], request: MetricRequest) => boolean,
): Promise<MetricAnswer | undefined> {
  for (const request of requestsFor(quantity, service.selector, runtime)) {
    const { metric, matchers, aggregate } = request;
    const series = await source.series({ metric, matchers, range, step: stepFor(range), aggregate }, signal);
    if (tells(series, request)) return { request, series };
  }
  return undefined;
}

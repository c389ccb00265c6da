import type { TimeRange } from '../measurement/time.ts';
import { type MetricRequest, type Quantity, type Runtime, requestsFor } from '../metrics/catalogue.ts';
import { type Measured, measuredOf } from '../metrics/measured.ts';
import type { LabelMatcher, Series } from '../metrics/series.ts';
import type { Service } from '../service/service.ts';
import type { MetricsSource } from './ports.ts';
import { stepFor } from './window.ts';

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

/** Among fewer pods than this it costs less to read all than to ask twice. */
export const MANY_PODS = 20;

/** The same for one pod of so many: a name that only other pods know, or that says nothing yet, gives way to the next one. */
export async function measure(
  source: MetricsSource,
  quantity: Quantity,
  { pod, among, ...question }: Question & { readonly pod: string; readonly among: number },
): Promise<MeasuredAnswer | undefined> {
  const tells = (series: readonly Series[], request: MetricRequest) => measuredOf(request, series, pod) !== undefined;
  // Where the pod goes by another label than `pod`, its address perhaps, all are read after all.
  const its: LabelMatcher = { label: 'pod', op: '=', value: pod };
  const narrow = among < MANY_PODS ? undefined : await firstAnswer(source, quantity, { ...question, its }, tells);
  const answer = narrow ?? (await firstAnswer(source, quantity, question, tells));
  const measured = answer && measuredOf(answer.request, answer.series, pod);
  return answer && measured && { ...answer, measured };
}

async function firstAnswer(
  source: MetricsSource,
  quantity: Quantity,
  { service, runtime, range, signal, its }: Question & { readonly its?: LabelMatcher },
  tells: (series: readonly Series[], request: MetricRequest) => boolean,
): Promise<MetricAnswer | undefined> {
  for (const request of requestsFor(quantity, service.selector, runtime)) {
    const { metric, aggregate } = request;
    const matchers = its === undefined ? request.matchers : [...request.matchers, its];
    const series = await source.series({ metric, matchers, range, step: stepFor(range), aggregate }, signal);
    if (tells(series, request)) return { request, series };
  }
  return undefined;
}

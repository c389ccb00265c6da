import type { Milliseconds } from '../measurement/duration.ts';
import { type MetricRequest, type Quantity, requestsFor } from '../metrics/catalogue.ts';
import { lessOf } from '../metrics/less-of.ts';
import { type Measured, measuredOf } from '../metrics/measured.ts';
import { podOf } from '../metrics/pod-label.ts';
import type { LabelMatcher, Series } from '../metrics/series.ts';
import type { Question } from './asked-about.ts';
import type { ProcessSeries } from './process-series.ts';
import type { Asked, Readings } from './readings.ts';
import { stepFor } from './window.ts';

/** What a source said about a quantity: by which request, and every series of it. */
export interface MetricAnswer {
  readonly request: MetricRequest;
  readonly series: readonly Series[];
}

/**
 * Asks for a quantity by each of its names in order; the first answer that is not empty stands. Points lie `step` apart,
 * else as the picture of the range needs them.
 */
export async function askFor(
  readings: Readings,
  quantity: Quantity,
  question: Question & { readonly step?: Milliseconds },
): Promise<MetricAnswer | undefined> {
  return firstAnswer(readings, quantity, question, (series) => series.some((one) => one.times.length > 0));
}

/** A quantity of one pod, and the answer that reported it. */
export interface MeasuredAnswer extends MetricAnswer {
  readonly measured: Measured;
}

/** The pod that is asked about, and which process metrics are its container's. */
export interface OfPod extends Question {
  readonly pod: string;
  /** Whether the pod is named in the request: one that goes by its instance is found among all. */
  readonly named: boolean;
  readonly isOwn?: ProcessSeries['isOwn'];
  /** Distance of the points; as the picture of the range needs them where it is left out. */
  readonly step?: Milliseconds | undefined;
}

/** A quantity of one pod: a name that only other pods know, or that says nothing yet, gives way to the next one. */
export async function measure(
  readings: Readings,
  quantity: Quantity,
  { pod, named, ...question }: OfPod,
): Promise<MeasuredAnswer | undefined> {
  const answers = (series: readonly Series[], request: MetricRequest) => measuredOf(request, series, pod) !== undefined;
  const answer = await firstAnswer(readings, quantity, named ? { ...question, pod } : question, answers);
  const measured = answer && measuredOf(answer.request, answer.series, pod);
  return answer && measured && { ...answer, measured };
}

/** The series of one pod that answer for a quantity. */
export async function answerOfPod(
  readings: Readings,
  quantity: Quantity,
  { pod, named, ...question }: OfPod,
): Promise<MetricAnswer | undefined> {
  const isIts = ({ labels, times }: Series) => podOf(labels) === pod && times.length > 0;
  const has = (series: readonly Series[]) => series.some(isIts);
  const answer = await firstAnswer(readings, quantity, named ? { ...question, pod } : question, has);
  return answer && { ...answer, series: answer.series.filter(isIts) };
}

async function firstAnswer(
  readings: Readings,
  quantity: Quantity,
  {
    service,
    runtime,
    range,
    step = stepFor(range),
    signal,
    pod,
    isOwn = () => true,
  }: Question & {
    readonly pod?: string;
    readonly step?: Milliseconds | undefined;
    readonly isOwn?: ProcessSeries['isOwn'];
  },
  answers: (series: readonly Series[], request: MetricRequest) => boolean,
): Promise<MetricAnswer | undefined> {
  const requests = requestsFor(quantity, service.selector, runtime);
  const asked = (request: MetricRequest) => ({
    range,
    step,
    more: pod === undefined ? [] : [itsPod(request, pod)],
    signal,
  });
  for (const request of requests) readings.begin(request, asked(request));
  for (const request of requests) {
    const all = await readings.series(request, asked(request));
    const own = request.exporter === 'process' ? all.filter(isOwn) : all;
    const series = own.length === 0 ? own : await withoutPart(readings, request, { own, asked: asked(request) });
    if (answers(series, request)) return { request, series };
  }
  return undefined;
}

/** What a metric reports without the part of it that is none of its quantity. */
async function withoutPart(
  readings: Readings,
  request: MetricRequest,
  { own, asked }: { readonly own: readonly Series[]; readonly asked: Asked },
): Promise<readonly Series[]> {
  return request.less === undefined
    ? own
    : // Read with the quantity that it is: what is asked for in another way would be a request more.
      lessOf(
        own,
        await readings.series({ ...request, metric: request.less, aggregate: 'last', less: undefined }, asked),
      );
}

/** The pod, by the label that names it where the request selects by labels of the one meant. */
function itsPod({ selector }: MetricRequest, pod: string): LabelMatcher {
  const exported = selector.some(({ label }) => label.startsWith('exported_'));
  return { label: exported ? 'exported_pod' : 'pod', op: '=', value: pod };
}

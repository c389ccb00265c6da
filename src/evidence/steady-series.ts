import { escapeRegex } from '../foundation/escape-regex.ts';
import { lengthOf } from '../measurement/time.ts';
import { type MetricRequest, type Quantity, requestsFor } from '../metrics/catalogue.ts';
import { podLabelOf } from '../metrics/pod-label.ts';
import type { LabelMatcher, Series } from '../metrics/series.ts';
import type { Question } from './asked-about.ts';
import type { Readings } from './readings.ts';
import { stepFor } from './window.ts';

/** Pods. Among fewer it costs less to read all in full than to ask twice. Set by hand. */
export const MANY_PODS = 20;

/** How what hardly ever changes is read of many pods. Set by hand. */
const LOOK = {
  /** Points of the first, cheap look. */
  fewPoints: 24,
  /** Pods. A name for each of more makes a query that some proxies refuse: then all are asked for. */
  mostNamed: 40,
} as const;

/**
 * What only changes when a container ends (restart counts, start times, reasons, limits), of every pod. Of two hundred
 * pods most have nothing to say: many are asked for at few points first, then at the picture's resolution those alone
 * where the few points differ or do not span the window.
 */
export async function steadySeries(
  readings: Readings,
  quantity: Quantity,
  question: Question & { readonly among: number },
): Promise<readonly Series[]> {
  const { service, runtime, range, signal, among } = question;
  const fine = stepFor(range);
  const coarse = Math.ceil(lengthOf(range) / LOOK.fewPoints / fine) * fine;
  const requests = requestsFor(quantity, service.selector, runtime);
  if (among < MANY_PODS) for (const request of requests) readings.begin(request, { range, step: fine, signal });
  for (const request of requests) {
    const ask = (step: number, more: readonly LabelMatcher[] = []) =>
      readings.series(request, { range, step, more, signal });
    if (among < MANY_PODS) {
      const all = await ask(fine);
      if (shows(all)) return all;
      continue;
    }
    const few = await ask(coarse);
    if (!shows(few)) continue;
    const moved = few.filter((series) =>
      hasMoved(series, { request, from: range.from + coarse, to: range.to - coarse }),
    );
    if (moved.length === 0) return few;
    const named = namesOf(moved);
    const closer = await ask(fine, named);
    const labels = new Set(closer.map(keyOf));
    return [...few.filter((series) => !labels.has(keyOf(series))), ...closer];
  }
  return [];
}

function shows(series: readonly Series[]): boolean {
  return series.some((one) => one.times.length > 0);
}

/** A series that begins or ends inside the window may have changed where no point stands, unless it counts from zero. */
function hasMoved(
  { times, values }: Series,
  { request, from, to }: { readonly request: MetricRequest; readonly from: number; readonly to: number },
): boolean {
  const [first = 0] = values;
  if (values.some((value) => value !== first)) return true;
  const spans = (times[0] ?? 0) <= from && (times.at(-1) ?? 0) >= to;
  return !spans && !(request.reading === 'counter' && first === 0);
}

/** `pod=~"a|b"`, by the label that names pods in these series; nothing where no one label does, or too many moved. */
function namesOf(series: readonly Series[]): readonly LabelMatcher[] {
  const found = series.map(({ labels }) => podLabelOf(labels));
  const [label] = found;
  if (label === undefined || found.some((each) => each !== label)) return [];
  const pods = [...new Set(series.map(({ labels }) => labels[label] ?? ''))];
  if (pods.length > LOOK.mostNamed) return [];
  return [{ label, op: '=~', value: pods.map(escapeRegex).join('|') }];
}

function keyOf({ labels }: Series): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

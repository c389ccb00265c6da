import { z } from 'zod';
import { UnavailableError } from '../../../src/foundation/errors.ts';
import { SECOND } from '../../../src/measurement/duration.ts';
import { lengthOf, type TimeRange } from '../../../src/measurement/time.ts';

/** One recorded series: `__name__` among the labels, times in milliseconds. */
export interface RecordedSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [number, number])[];
}

const Answer = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.number(), z.string()])),
      }),
    ),
  }),
});

/** Every raw sample in the range: a range selector keeps the times of the scrapes, which a range query would not. */
export async function readSeries(
  prometheusUrl: string,
  selector: string,
  range: TimeRange,
): Promise<readonly RecordedSeries[]> {
  const query = `${selector}[${Math.ceil(lengthOf(range) / SECOND)}s]`;
  const url = `${prometheusUrl}/api/v1/query?${new URLSearchParams({ query, time: String(range.to / SECOND) }).toString()}`;
  const response = await fetch(url);
  if (!response.ok) {
    throw new UnavailableError(`Prometheus answered ${response.status} to ${query}`, { retryable: false });
  }
  const { data } = Answer.parse(await response.json());
  return data.result
    .map(({ metric, values }) => ({
      labels: metric,
      samples: values
        .map(([seconds, value]) => [Math.round(seconds * SECOND), Number(value)] as const)
        // The selector counts in whole seconds.
        .filter(([time]) => time >= range.from),
    }))
    .filter(({ samples }) => samples.length > 0)
    .sort((a, b) => compare(keyOf(a), keyOf(b)));
}

function keyOf({ labels }: RecordedSeries): string {
  return [labels['__name__'], labels['pod'], JSON.stringify(labels)].join(' ');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import { SECOND } from '../../measurement/duration.ts';
import type { TimeRange } from '../../measurement/time.ts';
import type { Labels } from '../profile-server/labels.ts';
import { listingStep } from '../profile-server/listing.ts';
import type { ParcaApi } from './api.ts';
import { timestamp } from './profile-types.ts';
import { labelNamesSchema, queryRangeSchema } from './schema.ts';

/** When the profiles of one series were taken, and what they add up to. */
export interface RangeSeries {
  readonly labels: Labels;
  readonly samples: readonly { readonly timestamp: string; readonly value: number }[];
}

/** The series of a type that a selector selects: the first profile of each step. Throws UnavailableError. */
export async function rangesOf(
  api: ParcaApi,
  query: string,
  range: TimeRange,
  signal?: AbortSignal,
): Promise<readonly RangeSeries[]> {
  const found = await api.get(
    {
      path: 'query_range',
      parameters: {
        query,
        start: timestamp(range.from),
        end: timestamp(range.to),
        step: `${listingStep(range) / SECOND}s`,
      },
      asked: `when profiles of ${query} were taken`,
      shape: (data) =>
        queryRangeSchema.parse(data).series.map(({ labelset, samples }) => ({ labels: labelset, samples })),
    },
    signal,
  );
  return found ?? [];
}

/** The names of all labels in a range. */
export async function labelNames(api: ParcaApi, { from, to }: TimeRange, signal?: AbortSignal): Promise<Set<string>> {
  const found = await api.get(
    {
      path: 'labels',
      parameters: { start: timestamp(from), end: timestamp(to) },
      asked: 'its labels',
      shape: (data) => labelNamesSchema.parse(data).labelNames,
    },
    signal,
  );
  return new Set(found ?? []);
}

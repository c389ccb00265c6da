import { type Milliseconds, SECOND } from '../../measurement/duration.ts';
import type { TimeRange } from '../../measurement/time.ts';
import type { Labels } from '../profile-server/labels.ts';
import { type PyroscopeApi, UnimplementedError } from './api.ts';
import { selectSeriesSchema } from './schema.ts';

/** When profiles were taken, and what they add up to. */
export interface Points {
  readonly labels: Labels;
  readonly points: readonly {
    readonly value: number;
    /** The end of the step. */
    readonly timestamp: number;
    /** Single profiles of the step: the largest one, as of Pyroscope 2. */
    readonly exemplars: readonly { readonly timestamp: number; readonly profileId: string; readonly value: number }[];
  }[];
}

interface PointsOf {
  readonly type: string;
  readonly selector: string;
  readonly range: TimeRange;
  readonly step: Milliseconds;
  readonly groupBy: readonly string[];
}

/** The points of the series that a selector selects. Throws UnavailableError. */
export async function pointsOf(
  api: PyroscopeApi,
  { type, selector, range, step, groupBy }: PointsOf,
  signal?: AbortSignal,
): Promise<readonly Points[]> {
  const message = {
    profileTypeID: type,
    labelSelector: selector,
    start: Math.floor(range.from),
    end: Math.ceil(range.to),
    step: step / SECOND,
    groupBy,
  };
  const call = {
    rpc: 'SelectSeries',
    asked: `when profiles of ${selector} were taken`,
    shape: (data: unknown) => selectSeriesSchema.parse(data).series,
  };
  try {
    return await api.call({ ...call, message: { ...message, exemplarType: 'EXEMPLAR_TYPE_INDIVIDUAL' } }, signal);
  } catch (error) {
    // The storage of Pyroscope 1 says so; servers that never heard of exemplars just leave them out.
    if (error instanceof UnimplementedError) return api.call({ ...call, message }, signal);
    throw error;
  }
}

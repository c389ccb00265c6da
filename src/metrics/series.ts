import type { Instant } from '../foundation/clock.ts';
import type { Milliseconds } from '../measurement/duration.ts';
import type { TimeRange } from '../measurement/time.ts';
import type { LabelMatcher } from '../runtime/candidate.ts';

export type { LabelMatcher } from '../runtime/candidate.ts';

/** Samples of one quantity, oldest first, as two columns of equal length; gaps are simply absent. */
export interface Track {
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** One metric of one label set. */
export interface Series extends Track {
  readonly metric: string;
  /** Without `__name__`. */
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * What is asked of a metrics source: raw samples of one metric, one value a `step`. Never PromQL: rates, joins and
 * lifetimes are pure code here, so that every source answers alike.
 */
export interface MetricsQuery {
  readonly metric: string;
  readonly matchers: readonly LabelMatcher[];
  readonly range: TimeRange;
  /** Distance of the points asked for; a source may answer with fewer, never with more. */
  readonly step: Milliseconds;
  /** Which sample of a step stands for it. */
  readonly aggregate: 'last' | 'max' | 'min';
}

/** The same of several metrics that are read alike. */
export type ManyMetricsQuery = Omit<MetricsQuery, 'metric'> & { readonly metrics: readonly string[] };

export function trackOf(points: Iterable<readonly [Instant, number]>): Track {
  const all = Array.isArray(points) ? (points as readonly (readonly [Instant, number])[]) : [...points];
  // By hand: `Float64Array.from` with a function takes several times as long, and a storm makes a million points.
  const times = new Float64Array(all.length);
  const values = new Float64Array(all.length);
  for (const [i, [time, value]] of all.entries()) {
    times[i] = time;
    values[i] = value;
  }
  return { times, values };
}

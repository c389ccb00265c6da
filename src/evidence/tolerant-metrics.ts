import type { Gap } from '../diagnosis/finding.ts';
import { explain, UnavailableError } from '../foundation/errors.ts';
import type { MetricsSource } from './ports.ts';

/** A source of metrics for one look, and what it could not answer in it. */
export interface TolerantMetrics extends MetricsSource {
  /** What it answered in part, or not at all. */
  readonly gaps: () => readonly Gap[];
  /** The metrics that it did not answer for. */
  readonly unread: () => ReadonlySet<string>;
  /** Throws the first failure, for a look that found nothing: that is no lack of metrics. */
  readonly throwIfFailed: () => void;
}

/** When so many metrics fail, it is the source that is down, not a metric too expensive. */
const MOST_FAILED = 4;

/** One request of ninety that fails costs its metric, and the report says so: the others still answer the question. */
export function tolerantMetrics(source: MetricsSource): TolerantMetrics {
  const failures = new Map<string, UnavailableError>();
  const partial = new Set<string>();
  const together = source.many?.bind(source);
  const onPartial = (why: string) => partial.add(why);
  return {
    name: source.name,
    // Where it fails, the metrics are asked for one by one: see Readings.
    ...(together === undefined ? {} : { many: (query, signal) => together(query, signal, onPartial) }),
    async series(query, signal) {
      try {
        return await source.series(query, signal, onPartial);
      } catch (error) {
        if (signal?.aborted === true || !(error instanceof UnavailableError)) throw error;
        failures.set(query.metric, error);
        if (failures.size > MOST_FAILED) throw error;
        return [];
      }
    },
    gaps: () => [
      ...[...failures].map(([metric, error]) => ({
        missing: `The metric ${metric} could not be read: ${explain(error)}.`,
        fix: `Look again when ${source.name} answers for ${metric}.`,
      })),
      ...[...partial].slice(0, 1).map((why) => ({
        missing: `${source.name} answered only in part (${why}): pods and samples may be missing from the figures.`,
        fix: `Look again when every store behind ${source.name} answers.`,
      })),
    ],
    unread: () => new Set(failures.keys()),
    throwIfFailed() {
      for (const error of failures.values()) throw error;
    },
  };
}

import type { Gap } from '../diagnosis/finding.ts';
import { explain, UnavailableError } from '../foundation/errors.ts';
import type { MetricsSource } from './ports.ts';

/** A source of metrics for one look, and what it could not answer in it. */
export interface TolerantMetrics extends MetricsSource {
  /** What it answered in part, or not at all. */
  readonly gaps: () => readonly Gap[];
  /** Why an answer of it lacks a part, where one does. */
  readonly partial: () => string | undefined;
  /** The metrics that it did not answer for. */
  readonly unread: () => ReadonlySet<string>;
  /** Throws the first failure, for a look that found nothing: that is no lack of metrics. */
  readonly throwIfFailed: () => void;
}

/** Where so many metrics fail and none is answered, it is the source that is down, not a metric too expensive. */
const MOST_FAILED = 4;

/** A request that fails costs its metric, and the report says so: the others still answer the question. */
export function tolerantMetrics(source: MetricsSource): TolerantMetrics {
  const failures = new Map<string, UnavailableError>();
  const partial = new Set<string>();
  let answered = false;
  async function noting<Answer>(answer: Promise<Answer>): Promise<Answer> {
    const given = await answer;
    answered = true;
    return given;
  }
  const together = source.many?.bind(source);
  const onPartial = (why: string) => partial.add(why);
  return {
    name: source.name,
    // Where it fails, the metrics are asked for one by one: see Readings.
    ...(together === undefined ? {} : { many: (query, signal) => noting(together(query, signal, onPartial)) }),
    async series(query, signal) {
      try {
        return await noting(source.series(query, signal, onPartial));
      } catch (error) {
        if (signal?.aborted === true || !(error instanceof UnavailableError)) throw error;
        failures.set(query.metric, error);
        if (!answered && failures.size > MOST_FAILED) throw error;
        return [];
      }
    },
    gaps: () => [
      ...unreadGaps(source.name, failures),
      ...[...partial].slice(0, 1).map((why) => ({
        missing: `${source.name} answered only in part (${why}): pods and samples may be missing from the figures.`,
        fix: `Look again when every store behind ${source.name} answers.`,
      })),
    ],
    partial: () => [...partial][0],
    unread: () => new Set(failures.keys()),
    throwIfFailed() {
      for (const error of failures.values()) throw error;
    },
  };
}

/** More metrics than this that one exporter reports, and that could not be read, are one gap. */
const TOLD_APART = 3;

/** What could not be read, and why; what fails by the dozen fails for one reason. */
function unreadGaps(source: string, failures: ReadonlyMap<string, UnavailableError>): readonly Gap[] {
  // A recording rule is named after what it records.
  const byExporter = Map.groupBy(failures, ([metric]) => metric.replace(/^.*:/s, '').replace(/[._].*$/s, ''));
  return [...byExporter.values()].flatMap((alike): readonly Gap[] => {
    const [first] = alike;
    if (first === undefined || alike.length <= TOLD_APART)
      return alike.map(([metric, error]) => ({
        missing: `The metric ${metric} could not be read: ${explain(error)}.`,
        fix: `Look again when ${source} answers for ${metric}.`,
      }));
    const isRule = (metric: string) => Number(metric.includes(':'));
    const names = alike.map(([metric]) => metric).sort((a, b) => isRule(a) - isRule(b) || (a < b ? -1 : 1));
    const shown = names.slice(0, TOLD_APART).join(', ');
    return [
      {
        missing: `${names.length} metrics could not be read (${shown} and others); the first: ${explain(first[1])}.`,
        fix: `Look again when ${source} answers for ${names[0]}.`,
      },
    ];
  });
}

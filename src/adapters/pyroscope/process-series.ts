import type { SnapshotQuery } from '../../evidence/ports.ts';
import type { TimeRange } from '../../measurement/time.ts';
import {
  isOfProcess,
  isQuotedName,
  type Labels,
  mayBe,
  processSelectors,
  selectorText,
} from '../profile-server/labels.ts';
import { type PyroscopeApi, RejectedQueryError } from './api.ts';
import { seriesSchema } from './schema.ts';

/** The series of one process: how to select them, and the labels that are the process's own. */
export interface ProcessSeries {
  readonly selector: string;
  /** The name it was found by. */
  readonly instanceOf: (labels: Labels) => string;
  /** Series with the same values of these are parts of the same profiles. */
  readonly ownLabels: readonly string[];
}

/** Looks for a process by each label that may name it; undefined when none does. Throws UnavailableError. */
export async function processSeries(
  api: PyroscopeApi,
  { instances, workload }: SnapshotQuery,
  range: TimeRange,
  signal?: AbortSignal,
): Promise<ProcessSeries | undefined> {
  for (const process of processSelectors(instances)) {
    const selector = selectorText(process);
    const all = await labelSets(api, [selector], range, signal).catch((error: unknown) => {
      // Pyroscope 1 cannot read a quoted name, and has no label of one.
      if (error instanceof RejectedQueryError && isQuotedName(process.label)) return [];
      throw error;
    });
    const sets = all.filter((labels) => mayBe(labels, workload));
    if (sets.length === 0) continue;
    return {
      selector,
      instanceOf: (labels) => labels[process.label] ?? process.names[0] ?? '',
      ownLabels: [...new Set(sets.flatMap((labels) => Object.keys(labels)))].filter(isOfProcess).sort(),
    };
  }
  return undefined;
}

/** The label sets of all series that match. */
export function labelSets(
  api: PyroscopeApi,
  matchers: readonly string[],
  { from, to }: TimeRange,
  signal?: AbortSignal,
): Promise<readonly Labels[]> {
  return api.call(
    {
      rpc: 'Series',
      message: { matchers, labelNames: [], start: Math.floor(from), end: Math.ceil(to) },
      asked: `series of ${matchers.join(', ') || 'everything'}`,
      shape: (data) => seriesSchema.parse(data).labelsSet,
    },
    signal,
  );
}

import type { SnapshotQuery } from '../../evidence/ports.ts';
import type { TimeRange } from '../../measurement/time.ts';
import { type Labels, mayBe, processSelectors, publicLabels, selectorText } from '../profile-server/labels.ts';
import type { PyroscopeApi } from './api.ts';
import { seriesSchema } from './schema.ts';

/** The series of one process: how to select them, and the label sets they have. */
export interface ProcessSeries {
  readonly selector: string;
  /** The name it was found by. */
  readonly instanceOf: (labels: Labels) => string;
  readonly labelNames: readonly string[];
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
    const sets = (await labelSets(api, [selector], range, signal)).filter((labels) => mayBe(labels, workload));
    if (sets.length === 0) continue;
    return {
      selector,
      instanceOf: (labels) => labels[process.label] ?? process.names[0] ?? '',
      labelNames: [...new Set(sets.flatMap((labels) => Object.keys(publicLabels(labels))))].sort(),
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

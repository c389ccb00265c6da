import { PART_ORDER, type PartId } from '../attribution/parts.ts';
import { columnsOfRun, hasTwoEnds, type LedgerColumns, ledgerOfRun } from '../attribution/run-ledger.ts';
import { type Ledger, ledgerModelOf, ledgerOf } from '../metrics/ledger.ts';
import { liveHeapOf } from './live-heap.ts';
import { chosenPod, type Observation } from './observation.ts';

/** The resident memory of the chosen pod in parts; undefined when its runtime does not say enough. */
export function ledgerOfPod(observation: Observation): Ledger | undefined {
  const pod = chosenPod(observation);
  const live = liveHeapOf(observation);
  const measured = live === undefined ? observation.measured : { ...observation.measured, 'live-heap': live.measured };
  const ledger = pod && ledgerOf(pod, measured, ledgerModelOf(observation.runtime ?? 'unknown'));
  if (ledger === undefined || live?.collected === 'sure') return ledger;
  // No collection has separated live objects from garbage: the lowest level of the heap must not be called live.
  const columns = ledger.columns.map((column) =>
    column.part === 'live-heap' ? { ...column, name: 'heap in use, at its lowest' } : column,
  );
  return { ...ledger, columns };
}

/**
 * What counts against the limit of the chosen pod, in the parts of its runs' ledgers: what the report and the questions
 * quote. Undefined where its runs are not known or nothing splits them.
 */
export function ledgerOfRuns({ runs, ...observation }: Observation): LedgerColumns | undefined {
  const pod = chosenPod(observation);
  if (runs === undefined || runs.pod !== pod?.pod) return undefined;
  const columns = runs.runs.filter(hasTwoEnds).flatMap((run) => {
    const ledger = ledgerOfRun(run, { cpus: runs.cpus });
    return ledger === undefined || ledger.end.parts.unexplained === undefined ? [] : [columnsOfRun(ledger)];
  });
  if (columns.length === 0) return undefined;
  const names = new Map(columns.flatMap(({ parts }) => parts.map(({ part, name }) => [part, name] as const)));
  return {
    times: joined(columns.map(({ times }) => times)),
    total: joined(columns.map(({ total }) => total)),
    parts: PART_ORDER.filter((part) => names.has(part)).map((part) => ({
      part,
      name: names.get(part) ?? part,
      values: joined(columns.map((column) => valuesOf(column, part))),
    })),
  };
}

/** A part that a run does not have is none of it. */
function valuesOf({ times, parts }: LedgerColumns, part: PartId): Float64Array {
  return parts.find((each) => each.part === part)?.values ?? new Float64Array(times.length);
}

function joined(arrays: readonly Float64Array[]): Float64Array {
  return Float64Array.from(arrays.flatMap((array) => [...array]));
}

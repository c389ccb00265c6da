import { PART_ORDER, type PartId } from '../attribution/parts.ts';
import { columnsOfRun, hasTwoEnds, type LedgerColumns, ledgerOfRun } from '../attribution/run-ledger.ts';
import { chosenPod, type Observation } from './observation.ts';

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

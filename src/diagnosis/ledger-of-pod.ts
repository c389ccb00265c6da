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

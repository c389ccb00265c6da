import type { GoroutineWitness } from '../../evidence/ports.ts';
import type { SnapshotStore } from '../sqlite/snapshot-store.ts';

/** What processes told the embedded collector of their goroutines. */
export function collectorWitness(store: SnapshotStore): GoroutineWitness {
  return { testimony: (query) => store.testimony(query) };
}

import type { ProfileSource } from '../../evidence/ports.ts';
import { COLLECTOR, type SnapshotStore } from '../sqlite/snapshot-store.ts';

/** Profiles that the embedded collector took itself. */
export function collectorProfiles(store: SnapshotStore): ProfileSource {
  return {
    name: COLLECTOR,
    snapshots: (query) => store.find(query),
    read: (snapshot) => store.read(snapshot.id),
  };
}

import type { SnapshotStore } from '../../collection/snapshot-store.ts';
import type { ProfileSource } from '../../evidence/ports.ts';
import { UnavailableError } from '../../foundation/errors.ts';
import { COLLECTOR } from './name.ts';

/** Profiles that the embedded collector took itself. */
export function collectorProfiles(store: SnapshotStore): ProfileSource {
  return {
    name: COLLECTOR,
    async snapshots({ kind, instances, range }) {
      const found = await store.find({ kind, instances, range });
      return found.map(({ id, pod, time, processStart }) => {
        return { source: COLLECTOR, id: String(id), kind, instance: pod, time, processStart };
      });
    },
    async read({ id }) {
      const profile = await store.read(Number(id));
      if (profile !== undefined) return profile;
      throw new UnavailableError(`${COLLECTOR} no longer has snapshot ${id}: it was thinned out or is too old`, {
        retryable: false,
      });
    },
  };
}

import type { CollectorStores, StoreSpace } from '../../collection/stores.ts';
import { SqlHealthStore } from './health-store.ts';
import { SqlSampleStore } from './sample-store.ts';
import { SqlSnapshotStore } from './snapshot-store.ts';
import type { Database } from './tables.ts';

/** Everything the collector keeps in a database; one set a database, because each remembers ids. */
export function sqlCollectorStores(database: Database, space: StoreSpace): CollectorStores {
  return {
    samples: new SqlSampleStore(database),
    snapshots: new SqlSnapshotStore(database),
    health: new SqlHealthStore(database),
    space,
  };
}

import type { CollectorStores } from '../../collection/stores.ts';
import type { Database } from './database.ts';
import { sqliteHealthStore } from './health-store.ts';
import { sqliteSampleStore } from './sample-store.ts';
import { sqliteSnapshotStore } from './snapshot-store.ts';
import { sqliteSpace } from './space.ts';

/** Everything the collector keeps in a database; one set a database, because each remembers ids. */
export function sqliteCollectorStores(database: Database): CollectorStores {
  return {
    samples: sqliteSampleStore(database),
    snapshots: sqliteSnapshotStore(database),
    health: sqliteHealthStore(database),
    space: sqliteSpace(database),
  };
}

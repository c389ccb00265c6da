import type { CollectorStores } from '../../collection/stores.ts';
import type { Database } from './database.ts';
import { SqliteHealthStore } from './health-store.ts';
import { SqliteSampleStore } from './sample-store.ts';
import { SqliteSnapshotStore } from './snapshot-store.ts';
import { sqliteSpace } from './space.ts';

/** Everything the collector keeps in a database; one set a database, because each remembers ids. */
export function sqliteCollectorStores(database: Database): CollectorStores {
  return {
    samples: new SqliteSampleStore(database),
    snapshots: new SqliteSnapshotStore(database),
    health: new SqliteHealthStore(database),
    space: sqliteSpace(database),
  };
}

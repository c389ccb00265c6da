import type { SourceCache } from '../adapters/source-host/source-cache.ts';
import { sqliteCollectorStores } from '../adapters/sqlite/collector-stores.ts';
import { openDatabase } from '../adapters/sqlite/database.ts';
import { SqliteInvestigationStore } from '../adapters/sqlite/investigation-store.ts';
import { sqliteLeaseStore } from '../adapters/sqlite/lease-store.ts';
import { SqliteOutboxStore } from '../adapters/sqlite/outbox-store.ts';
import { sqliteSourceCache } from '../adapters/sqlite/source-cache.ts';
import type { CollectorStores } from '../collection/stores.ts';
import type { Clock } from '../foundation/clock.ts';
import type { LeaseStore } from '../investigation/lease.ts';
import type { OutboxStore } from '../investigation/outbox.ts';
import type { InvestigationStore } from '../investigation/store.ts';

/** Everything Leakbot keeps, each as its port. */
export interface Stores {
  readonly investigations: InvestigationStore;
  readonly outbox: OutboxStore;
  readonly lease: LeaseStore;
  readonly collector: CollectorStores;
  readonly sourceCache: SourceCache;
  close(): Promise<void>;
}

/** Opens the stores in a SQLite file, or in memory with `:memory:`. The one place that chooses a database. */
export async function openStores(file: string, clock: Clock): Promise<Stores> {
  const database = await openDatabase(file);
  return {
    investigations: new SqliteInvestigationStore(database),
    outbox: new SqliteOutboxStore(database),
    lease: sqliteLeaseStore(database),
    collector: sqliteCollectorStores(database),
    sourceCache: sqliteSourceCache(database, clock),
    close: () => database.destroy(),
  };
}

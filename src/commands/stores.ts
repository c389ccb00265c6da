import { backUp, restore } from '../adapters/sqlite/backup.ts';
import { openDatabase, readDatabase } from '../adapters/sqlite/database.ts';
import { fileTables, sqliteSpace } from '../adapters/sqlite/space.ts';
import { roomOnDisk } from '../adapters/sqlite/store-file.ts';
import { sqlCollectorStores } from '../adapters/stores/collector-stores.ts';
import { SqlGestureStore } from '../adapters/stores/gesture-store.ts';
import { SqlGroupMemberStore } from '../adapters/stores/group-member-store.ts';
import { SqlInvestigationStore } from '../adapters/stores/investigation-store.ts';
import { SqlLeaseStore } from '../adapters/stores/lease-store.ts';
import { SqlOutboxStore } from '../adapters/stores/outbox-store.ts';
import { SqlSenderNoteStore } from '../adapters/stores/sender-note-store.ts';
import { SqlAnnouncementStore, SqlSilenceStore } from '../adapters/stores/silence-store.ts';
import { sqlSourceCache } from '../adapters/stores/source-cache.ts';
import type { Database } from '../adapters/stores/tables.ts';
import type { CollectorStores, StoreSpace } from '../collection/stores.ts';
import type { Clock } from '../foundation/clock.ts';
import { isPostgres } from '../foundation/store-location.ts';
import type { GestureStore } from '../investigation/gestures.ts';
import type { GroupMemberStore } from '../investigation/group-members.ts';
import type { LeaseStore } from '../investigation/lease.ts';
import type { OutboxStore } from '../investigation/outbox.ts';
import type { SenderNoteStore } from '../investigation/sender-notes.ts';
import type { AnnouncementStore, SilenceStore } from '../investigation/silence/store.ts';
import type { SourceCache } from '../investigation/source-cache.ts';
import type { InvestigationStore } from '../investigation/store.ts';
import type { Bytes } from '../measurement/bytes.ts';
import type { Milliseconds } from '../measurement/duration.ts';

/** What the stores take on the disk, and what is free there where that is known. */
export interface Room {
  readonly taken: Bytes;
  readonly free: Bytes | undefined;
}

/** A table with its indexes. */
export interface TableSize {
  readonly table: string;
  readonly bytes: Bytes;
}

/** Everything Leakbot keeps, each as its port. */
export interface Stores {
  readonly investigations: InvestigationStore;
  readonly outbox: OutboxStore;
  readonly gestures: GestureStore;
  readonly silence: SilenceStore;
  readonly senderNotes: SenderNoteStore;
  readonly announcements: AnnouncementStore;
  readonly groupMembers: GroupMemberStore;
  readonly lease: LeaseStore;
  readonly collector: CollectorStores;
  readonly sourceCache: SourceCache;
  /** From now on what is changed is changed by the holder of the lease: one that lost it is refused. */
  actAs(holder: string): void;
  /** What they take on the disk, and what is free there. */
  room(): Promise<Room>;
  /** What each table takes. It may read all of them. */
  tables(): Promise<readonly TableSize[]>;
  close(): Promise<void>;
}

/** Opens the stores in a SQLite file, in memory with `:memory:`, or on a PostgreSQL server. The one place that chooses a database. */
export async function openStores(location: string, clock: Clock): Promise<Stores> {
  if (!isPostgres(location)) return storesInFile(await openDatabase(location), location, clock);
  const { openPostgres } = await import('../adapters/postgres/database.ts');
  const { Fence } = await import('../adapters/postgres/fence.ts');
  const fence = new Fence();
  const stores = await storesOnServer(await openPostgres(location, { fence }), clock);
  return {
    ...stores,
    actAs(holder) {
      fence.holder = holder;
    },
  };
}

/** Opens the stores only to read them; undefined for those of an older Leakbot, which the next start brings up to date. */
export async function readStores(location: string, clock: Clock): Promise<Stores | undefined> {
  if (isPostgres(location)) {
    const { readPostgres } = await import('../adapters/postgres/database.ts');
    const database = await readPostgres(location, { patience: 0 });
    return database && storesOnServer(database, clock);
  }
  const database = await readDatabase(location);
  return database && storesInFile(database, location, clock);
}

function storesInFile(database: Database, file: string, clock: Clock): Stores {
  return storesIn(database, {
    clock,
    space: sqliteSpace(database),
    room: () => roomOnDisk(file),
    tables: () => fileTables(database),
  });
}

async function storesOnServer(database: Database, clock: Clock): Promise<Stores> {
  const { postgresSpace, roomOnServer, serverTables } = await import('../adapters/postgres/space.ts');
  const { serverAhead } = await import('../adapters/postgres/server-clock.ts');
  return storesIn(database, {
    clock,
    space: postgresSpace(database),
    room: () => roomOnServer(database),
    tables: () => serverTables(database),
    ahead: () => serverAhead(database),
  });
}

/** What one database does in its own way. */
interface OfDatabase {
  readonly clock: Clock;
  readonly space: StoreSpace;
  /** See `LeaseStore.ahead`. */
  readonly ahead?: () => Promise<Milliseconds>;
}

function storesIn(
  database: Database,
  { clock, space, ahead, ...sizes }: Pick<Stores, 'room' | 'tables'> & OfDatabase,
): Stores {
  return {
    investigations: new SqlInvestigationStore(database),
    outbox: new SqlOutboxStore(database),
    gestures: new SqlGestureStore(database),
    silence: new SqlSilenceStore(database),
    senderNotes: new SqlSenderNoteStore(database),
    announcements: new SqlAnnouncementStore(database),
    groupMembers: new SqlGroupMemberStore(database),
    lease: new SqlLeaseStore(database, ahead),
    collector: sqlCollectorStores(database, space),
    sourceCache: sqlSourceCache(database, clock),
    // On one machine the lease alone is enough: who wakes up after it was lost finds that out first.
    actAs: () => undefined,
    ...sizes,
    close: () => database.destroy(),
  };
}

/** See `leakbot backup` and `leakbot restore`: how a database is copied is its own business. */
export { backUp as backUpStores, restore as restoreStores };

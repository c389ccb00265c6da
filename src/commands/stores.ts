import { backUp, restore } from '../adapters/sqlite/backup.ts';
import { sqliteCollectorStores } from '../adapters/sqlite/collector-stores.ts';
import { type Database, openDatabase, readDatabase } from '../adapters/sqlite/database.ts';
import { SqliteGestureStore } from '../adapters/sqlite/gesture-store.ts';
import { SqliteGroupMemberStore } from '../adapters/sqlite/group-member-store.ts';
import { SqliteInvestigationStore } from '../adapters/sqlite/investigation-store.ts';
import { SqliteLeaseStore } from '../adapters/sqlite/lease-store.ts';
import { SqliteOutboxStore } from '../adapters/sqlite/outbox-store.ts';
import { SqliteSenderNoteStore } from '../adapters/sqlite/sender-note-store.ts';
import { SqliteAnnouncementStore, SqliteSilenceStore } from '../adapters/sqlite/silence-store.ts';
import { sqliteSourceCache } from '../adapters/sqlite/source-cache.ts';
import { type RoomOnDisk, roomOnDisk } from '../adapters/sqlite/store-file.ts';
import type { CollectorStores } from '../collection/stores.ts';
import type { Clock } from '../foundation/clock.ts';
import type { GestureStore } from '../investigation/gestures.ts';
import type { GroupMemberStore } from '../investigation/group-members.ts';
import type { LeaseStore } from '../investigation/lease.ts';
import type { OutboxStore } from '../investigation/outbox.ts';
import type { SenderNoteStore } from '../investigation/sender-notes.ts';
import type { AnnouncementStore, SilenceStore } from '../investigation/silence/store.ts';
import type { SourceCache } from '../investigation/source-cache.ts';
import type { InvestigationStore } from '../investigation/store.ts';

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
  /** What they take on the disk, and what is free there. */
  room(): Promise<RoomOnDisk>;
  close(): Promise<void>;
}

/** Opens the stores in a SQLite file, or in memory with `:memory:`. The one place that chooses a database. */
export async function openStores(file: string, clock: Clock): Promise<Stores> {
  return storesIn(await openDatabase(file), file, clock);
}

/** Opens the stores only to read them; undefined for those of an older Leakbot, which the next start brings up to date. */
export async function readStores(file: string, clock: Clock): Promise<Stores | undefined> {
  const database = await readDatabase(file);
  return database && storesIn(database, file, clock);
}

function storesIn(database: Database, file: string, clock: Clock): Stores {
  return {
    investigations: new SqliteInvestigationStore(database),
    outbox: new SqliteOutboxStore(database),
    gestures: new SqliteGestureStore(database),
    silence: new SqliteSilenceStore(database),
    senderNotes: new SqliteSenderNoteStore(database),
    announcements: new SqliteAnnouncementStore(database),
    groupMembers: new SqliteGroupMemberStore(database),
    lease: new SqliteLeaseStore(database),
    collector: sqliteCollectorStores(database),
    sourceCache: sqliteSourceCache(database, clock),
    room: () => roomOnDisk(file),
    close: () => database.destroy(),
  };
}

/** See `leakbot backup` and `leakbot restore`: how a database is copied is its own business. */
export { backUp as backUpStores, restore as restoreStores };

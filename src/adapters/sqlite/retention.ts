import { sql } from 'kysely';
import { toThin } from '../../collection/to-thin.ts';
import type { Instant } from '../../foundation/clock.ts';
import type { Bytes } from '../../measurement/bytes.ts';
import type { Milliseconds } from '../../measurement/duration.ts';
import type { Database } from './database.ts';
import type { HealthStore } from './health-store.ts';
import type { SampleStore } from './sample-store.ts';
import type { SnapshotStore } from './snapshot-store.ts';

export interface RetentionLimits {
  readonly keep: Milliseconds;
  /** Of the whole database file, free pages not counted. */
  readonly maxBytes: Bytes;
}

export interface CollectorStores {
  readonly database: Database;
  readonly samples: SampleStore;
  readonly snapshots: SnapshotStore;
  readonly health: HealthStore;
}

/** How many snapshots of a kind may stay of each process; the next figure counts when space is short. */
const PER_LIFE = [32, 16, 8, 4] as const;

/** When even that is too much, everything older than these parts of the kept time goes, oldest first. */
const PARTS_OF_AGE = [0.75, 0.5, 0.25, 0.1, 0.05] as const;

/**
 * Deletes what is too old, thins snapshots, and goes on until the database is within its bound; then gives free pages
 * back to the file system. Tells whether it is within the bound: other tables alone may be beyond it.
 */
export async function enforceRetention(
  stores: CollectorStores,
  limits: RetentionLimits,
  now: Instant,
): Promise<boolean> {
  await forget(stores, now - limits.keep);
  for (const perLife of PER_LIFE) {
    await stores.snapshots.delete(toThin(await stores.snapshots.all(), { now, keep: limits.keep, perLife }));
    if ((await usedBytes(stores.database)) <= limits.maxBytes) break;
  }
  for (const part of PARTS_OF_AGE) {
    if ((await usedBytes(stores.database)) <= limits.maxBytes) break;
    const keep = part * limits.keep;
    await stores.snapshots.delete(toThin(await stores.snapshots.all(), { now, keep, perLife: PER_LIFE[3] }));
    await forget(stores, now - keep);
  }
  await giveBack(stores.database);
  return (await usedBytes(stores.database)) <= limits.maxBytes;
}

async function forget(stores: CollectorStores, time: Instant): Promise<void> {
  await stores.samples.forgetBefore(time);
  await stores.health.forgetBefore(time);
}

/** Bytes of the database that hold something. */
export async function usedBytes(database: Database): Promise<Bytes> {
  const pages = await pragma(database, 'page_count');
  const free = await pragma(database, 'freelist_count');
  return (pages - free) * (await pragma(database, 'page_size'));
}

/** So many free pages may stay for the next writes. */
const SPARE_PAGES = 256;
/** At most so many are given back at once: 16 MiB, some milliseconds. */
const MOST_PAGES = 4096;

async function giveBack(database: Database): Promise<void> {
  const free = await pragma(database, 'freelist_count');
  const pages = Math.min(MOST_PAGES, free - SPARE_PAGES);
  if (pages <= 0) return;
  // The pragma gives back one page each time it is stepped, and a statement without rows is stepped once.
  await database.transaction().execute(async (transaction) => {
    for (let i = 0; i < pages; i += 1) await sql`PRAGMA incremental_vacuum(1)`.execute(transaction);
  });
}

async function pragma(database: Database, name: 'page_count' | 'freelist_count' | 'page_size'): Promise<number> {
  const { rows } = await sql<Record<string, number>>`PRAGMA ${sql.raw(name)}`.execute(database);
  return rows[0]?.[name] ?? 0;
}

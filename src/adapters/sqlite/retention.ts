import { sql } from 'kysely';
import { toThin } from '../../collection/to-thin.ts';
import type { Instant } from '../../foundation/clock.ts';
import { type Bytes, MiB } from '../../measurement/bytes.ts';
import { MINUTE, type Milliseconds } from '../../measurement/duration.ts';
import type { Database } from './database.ts';
import type { HealthStore } from './health-store.ts';
import { inBatches } from './in-batches.ts';
import type { SampleStore } from './sample-store.ts';
import type { SnapshotStore } from './snapshot-store.ts';

export interface RetentionLimits {
  readonly keep: Milliseconds;
  /** Of the whole database: its file, with what is free in it, and the log beside it. */
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

/** When even that is too much, the kept time is cut by this, again and again: the oldest goes first. */
const CUT = 0.75;
/** Younger than this nothing goes: then it is not the collector's tables that are too large. */
const LEAST_KEPT: Milliseconds = 5 * MINUTE;

/** Once beyond its bound the database is brought to this share of it, so that the next round does not begin anew. */
const ROOM = 0.9;
/** However much investigations take, this share of the bound stays for evidence: without it there are no more of them. */
const OWN_SHARE = 0.25;

/**
 * Deletes what is too old, thins snapshots, and goes on until the database is within its bound; then gives free pages
 * back to the file system. Every step is small, and others have their turn between two. Tells whether it is within the
 * bound: other tables alone may be beyond it.
 */
export async function enforceRetention(
  stores: CollectorStores,
  limits: RetentionLimits,
  now: Instant,
): Promise<boolean> {
  const { database, snapshots } = stores;
  const wanted = await wantedBytes(database, limits.maxBytes);
  const enough = async () => (await usedBytes(database)) <= wanted;
  let keep = limits.keep;
  await forget(stores, now - keep);
  for (const perLife of PER_LIFE) {
    await snapshots.delete(toThin(await snapshots.all(), { now, keep, perLife }));
    if (await enough()) break;
  }
  const [least] = PER_LIFE.slice(-1);
  while (!(await enough()) && keep * CUT > LEAST_KEPT) {
    keep *= CUT;
    await snapshots.delete(toThin(await snapshots.all(), { now, keep, perLife: least ?? 1 }));
    await forget(stores, now - keep);
  }
  await giveBack(database);
  return (await usedBytes(database)) <= limits.maxBytes;
}

/** What the database is to be brought to, if it is beyond its bound. */
async function wantedBytes(database: Database, maxBytes: Bytes): Promise<Bytes> {
  const most = mostUsed(maxBytes);
  if ((await usedBytes(database)) <= most) return most;
  return Math.max(ROOM * most, (await bytesOfInvestigations(database)) + OWN_SHARE * most);
}

/** The log is some MiB long between two checkpoints, some pages stay free, and a round adds to it before the next tidying. */
const BESIDE: Bytes = 8 * MiB;

/** What may be in use, so that the files stay within a bound; of a small bound an eighth is left for the rest. */
function mostUsed(maxBytes: Bytes): Bytes {
  return maxBytes - Math.min(BESIDE, maxBytes / 8);
}

/** What investigations keep in large: it goes with them, after their own time. */
async function bytesOfInvestigations(database: Database): Promise<Bytes> {
  const { rows } = await sql<{ bytes: Bytes }>`
    SELECT (SELECT coalesce(sum(length(png)), 0) FROM pictures)
         + (SELECT coalesce(sum(length(state)), 0) FROM investigations) AS bytes`.execute(database);
  return rows[0]?.bytes ?? 0;
}

/** Whether the database has outgrown its bound. Cheap enough for every round. */
export async function isBeyond({ database }: CollectorStores, { maxBytes }: RetentionLimits): Promise<boolean> {
  return (await usedBytes(database)) > mostUsed(maxBytes);
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
/** At most so many are given back at once, and so many in one transaction: 32 MiB, 1 MiB. */
const MOST_PAGES = 8192;
const A_BATCH = 256;

async function giveBack(database: Database): Promise<void> {
  const free = await pragma(database, 'freelist_count');
  let left = Math.min(MOST_PAGES, free - SPARE_PAGES);
  await inBatches(database, async (transaction) => {
    const pages = Math.max(0, Math.min(A_BATCH, left));
    left -= pages;
    // The pragma gives back one page each time it is stepped, and a statement without rows is stepped once.
    for (let i = 0; i < pages; i += 1) await sql`PRAGMA incremental_vacuum(1)`.execute(transaction);
    return pages;
  });
}

async function pragma(database: Database, name: 'page_count' | 'freelist_count' | 'page_size'): Promise<number> {
  const { rows } = await sql<Record<string, number>>`PRAGMA ${sql.raw(name)}`.execute(database);
  return rows[0]?.[name] ?? 0;
}

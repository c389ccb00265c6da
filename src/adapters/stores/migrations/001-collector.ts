import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const collector: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await createSamples(db);
    await createSnapshots(db);
    await createHealth(db);
  },
};

async function createSamples(db: Kysely<unknown>): Promise<void> {
  await sql`
      CREATE TABLE collector_series (
        id INTEGER PRIMARY KEY,
        instance TEXT NOT NULL,
        metric TEXT NOT NULL,
        labels TEXT NOT NULL,
        UNIQUE (metric, labels)
      ) STRICT`.execute(db);
  await sql`
      CREATE TABLE collector_scrapes (
        instance TEXT NOT NULL,
        time INTEGER NOT NULL,
        samples BLOB NOT NULL,
        PRIMARY KEY (instance, time)
      ) STRICT, WITHOUT ROWID`.execute(db);
  await sql`
      CREATE TABLE collector_blocks (
        series INTEGER NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        samples BLOB NOT NULL,
        PRIMARY KEY (series, first)
      ) STRICT, WITHOUT ROWID`.execute(db);
  await sql`CREATE INDEX collector_blocks_by_age ON collector_blocks (last)`.execute(db);
}

async function createSnapshots(db: Kysely<unknown>): Promise<void> {
  await sql`
      CREATE TABLE collector_profiles (
        hash TEXT PRIMARY KEY,
        bytes BLOB NOT NULL
      ) STRICT`.execute(db);
  await sql`
      CREATE TABLE collector_snapshots (
        id INTEGER PRIMARY KEY,
        instance TEXT NOT NULL,
        pod TEXT NOT NULL,
        kind TEXT NOT NULL,
        time INTEGER NOT NULL,
        process_start INTEGER,
        forced INTEGER NOT NULL,
        profile TEXT NOT NULL REFERENCES collector_profiles (hash),
        UNIQUE (instance, kind, time)
      ) STRICT`.execute(db);
  await sql`CREATE INDEX collector_snapshots_by_pod ON collector_snapshots (pod, kind, time)`.execute(db);
  await sql`CREATE INDEX collector_snapshots_by_profile ON collector_snapshots (profile)`.execute(db);
}

async function createHealth(db: Kysely<unknown>): Promise<void> {
  await sql`
      CREATE TABLE collector_health (
        instance TEXT NOT NULL,
        part TEXT NOT NULL,
        pod TEXT NOT NULL,
        url TEXT NOT NULL,
        succeeded_at INTEGER,
        failed_at INTEGER,
        missing TEXT,
        fix TEXT,
        PRIMARY KEY (instance, part)
      ) STRICT, WITHOUT ROWID`.execute(db);
}

import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const investigations: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await createInvestigations(db);
    await createOutbox(db);
    await createEventsAndLease(db);
  },
};

async function createInvestigations(db: Kysely<unknown>): Promise<void> {
  await sql`
      CREATE TABLE investigations (
        id TEXT PRIMARY KEY,
        workload TEXT,
        status TEXT NOT NULL,
        version INTEGER NOT NULL,
        opened_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        unfinished INTEGER NOT NULL,
        state TEXT NOT NULL
      ) STRICT`.execute(db);
  await sql`CREATE INDEX investigations_by_workload ON investigations (workload, opened_at)`.execute(db);
  await sql`CREATE INDEX investigations_unfinished ON investigations (opened_at) WHERE unfinished = 1`.execute(db);
  await sql`
      CREATE TABLE alerts (
        id INTEGER PRIMARY KEY,
        fingerprint TEXT NOT NULL,
        starts_at INTEGER NOT NULL,
        status TEXT NOT NULL,
        body TEXT NOT NULL,
        received_at INTEGER NOT NULL,
        taken_up INTEGER NOT NULL DEFAULT 0,
        UNIQUE (fingerprint, starts_at, status)
      ) STRICT`.execute(db);
  await sql`CREATE INDEX alerts_waiting ON alerts (id) WHERE taken_up = 0`.execute(db);
}

async function createOutbox(db: Kysely<unknown>): Promise<void> {
  await sql`
      CREATE TABLE pictures (
        key TEXT PRIMARY KEY,
        investigation TEXT NOT NULL REFERENCES investigations (id) ON DELETE CASCADE,
        png BLOB NOT NULL,
        file_id TEXT
      ) STRICT`.execute(db);
  await sql`
      CREATE TABLE outbox (
        id INTEGER PRIMARY KEY,
        investigation TEXT NOT NULL REFERENCES investigations (id) ON DELETE CASCADE,
        slot TEXT NOT NULL,
        wanted INTEGER NOT NULL,
        sent INTEGER NOT NULL DEFAULT 0,
        channel TEXT,
        ts TEXT,
        attempted_at INTEGER,
        failures INTEGER NOT NULL DEFAULT 0,
        not_before INTEGER NOT NULL DEFAULT 0,
        given_up TEXT,
        UNIQUE (investigation, slot)
      ) STRICT`.execute(db);
  await sql`CREATE INDEX outbox_pending ON outbox (id) WHERE sent < wanted AND given_up IS NULL`.execute(db);
}

async function createEventsAndLease(db: Kysely<unknown>): Promise<void> {
  await sql`CREATE TABLE slack_events (id TEXT PRIMARY KEY, seen_at INTEGER NOT NULL) STRICT`.execute(db);
  await sql`CREATE TABLE lease (name TEXT PRIMARY KEY, holder TEXT NOT NULL, expires_at INTEGER NOT NULL) STRICT`.execute(
    db,
  );
}

import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Openings that one message names together, and workloads whose alerts open no thread for a while. */
export const digests: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`ALTER TABLE outbox ADD COLUMN digest INTEGER REFERENCES outbox (id) ON DELETE SET NULL`.execute(db);
    await sql`CREATE INDEX outbox_by_digest ON outbox (digest) WHERE digest IS NOT NULL`.execute(db);
    await sql`
      CREATE TABLE mutes (
        workload TEXT PRIMARY KEY,
        muted_by TEXT NOT NULL,
        muted_at INTEGER NOT NULL,
        ends_at INTEGER NOT NULL
      ) STRICT`.execute(db);
  },
};

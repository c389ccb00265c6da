import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Openings that one message names together. */
export const digests: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`ALTER TABLE outbox ADD COLUMN digest INTEGER REFERENCES outbox (id) ON DELETE SET NULL`.execute(db);
    await sql`CREATE INDEX outbox_by_digest ON outbox (digest) WHERE digest IS NOT NULL`.execute(db);
  },
};

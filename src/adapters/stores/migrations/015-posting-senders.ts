import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Senders whose messages were seen, whatever these were about. */
export const postingSenders: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE TABLE posting_senders (source TEXT PRIMARY KEY, first_at INTEGER NOT NULL) STRICT`.execute(db);
  },
};

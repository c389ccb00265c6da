import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The last mute of each workload that someone ended: who ends it again after a kill is answered as the first time. */
export const endedMutes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      CREATE TABLE ended_mutes (key TEXT PRIMARY KEY, ended_at INTEGER NOT NULL, body TEXT NOT NULL) STRICT`.execute(
      db,
    );
  },
};

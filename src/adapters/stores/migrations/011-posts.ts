import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Alerts that came as messages of other apps, and the investigation that took an alert up. */
export const posts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`ALTER TABLE alerts ADD COLUMN source TEXT NOT NULL DEFAULT ''`.execute(db);
    await sql`ALTER TABLE alerts ADD COLUMN name TEXT NOT NULL DEFAULT ''`.execute(db);
    await sql`ALTER TABLE alerts ADD COLUMN post_channel TEXT`.execute(db);
    await sql`ALTER TABLE alerts ADD COLUMN taken_by TEXT`.execute(db);
    await sql`CREATE INDEX alerts_by_source ON alerts (source, post_channel)`.execute(db);
    await sql`CREATE INDEX alerts_recent ON alerts (received_at)`.execute(db);
  },
};

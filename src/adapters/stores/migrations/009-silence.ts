import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Who muted what, the alerts that opened no thread, and the messages that name them when the silence is over. */
export const silence: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE TABLE mutes (key TEXT PRIMARY KEY, since INTEGER NOT NULL, body TEXT NOT NULL) STRICT`.execute(db);
    await sql`
      CREATE TABLE held_back (
        key TEXT NOT NULL,
        why TEXT NOT NULL,
        first_at INTEGER NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (key, why)
      ) STRICT, WITHOUT ROWID`.execute(db);
    await sql`
      CREATE TABLE announcements (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        body TEXT NOT NULL,
        attempted_at INTEGER,
        failures INTEGER NOT NULL DEFAULT 0
      ) STRICT`.execute(db);
  },
};

import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What is to be written back to the senders of alerts. */
export const senderNotes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      CREATE TABLE sender_notes (
        id INTEGER PRIMARY KEY,
        investigation TEXT NOT NULL REFERENCES investigations (id) ON DELETE CASCADE,
        sender TEXT NOT NULL,
        subject TEXT NOT NULL,
        what TEXT NOT NULL,
        attempted INTEGER NOT NULL DEFAULT 0,
        failures INTEGER NOT NULL DEFAULT 0,
        not_before INTEGER NOT NULL DEFAULT 0,
        done INTEGER NOT NULL DEFAULT 0,
        UNIQUE (investigation, sender, subject, what)
      ) STRICT`.execute(db);
    await sql`CREATE INDEX sender_notes_pending ON sender_notes (id) WHERE done = 0`.execute(db);
  },
};

import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Gestures whose answer is on its way: it may have been seen, and is not given again. */
export const answers: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`ALTER TABLE slack_events ADD COLUMN answering INTEGER NOT NULL DEFAULT 0`.execute(db);
  },
};

import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Slack's events keep what was delivered until it is done. Those of before are done. */
export const gestures: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`ALTER TABLE slack_events ADD COLUMN body TEXT`.execute(db);
    await sql`CREATE INDEX slack_events_waiting ON slack_events (seen_at) WHERE body IS NOT NULL`.execute(db);
  },
};

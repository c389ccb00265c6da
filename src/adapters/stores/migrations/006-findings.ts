import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What was found, kept far longer than the investigations; and which of those wait for a deploy. */
export const findings: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    // No reference to investigations: a finding outlives its own.
    await sql`
      CREATE TABLE findings (
        investigation TEXT NOT NULL,
        conclusion TEXT NOT NULL,
        workload TEXT NOT NULL,
        signature TEXT,
        kind TEXT NOT NULL,
        title TEXT NOT NULL,
        concluded_at INTEGER NOT NULL,
        channel TEXT NOT NULL,
        ts TEXT,
        said_right INTEGER NOT NULL DEFAULT 0,
        said_wrong INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (investigation, conclusion)
      ) STRICT`.execute(db);
    await sql`CREATE INDEX findings_by_path ON findings (workload, signature, concluded_at)`.execute(db);
    await sql`CREATE INDEX findings_by_age ON findings (concluded_at)`.execute(db);
    await sql`ALTER TABLE investigations ADD COLUMN awaits_deploy INTEGER NOT NULL DEFAULT 0`.execute(db);
    await sql`CREATE INDEX investigations_awaiting ON investigations (opened_at) WHERE awaits_deploy = 1`.execute(db);
  },
};

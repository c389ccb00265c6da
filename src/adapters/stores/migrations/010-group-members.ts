import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Who is in the user groups that may use Leakbot. */
export const groupMembers: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      CREATE TABLE group_members (
        user_group TEXT PRIMARY KEY,
        members TEXT NOT NULL,
        said_at INTEGER NOT NULL
      ) STRICT`.execute(db);
  },
};

import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const sourceFiles: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      CREATE TABLE source_files (
        repository TEXT NOT NULL,
        revision TEXT NOT NULL,
        path TEXT NOT NULL,
        used_at INTEGER NOT NULL,
        stale_at INTEGER,
        content BLOB,
        UNIQUE (repository, revision, path)
      ) STRICT`.execute(db);
  },
};

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { InvalidInputError } from '../../foundation/errors.ts';
import type { CollectorTables } from './collector-tables.ts';
import type { InvestigationTables } from './investigation-tables.ts';
import { migrations } from './migrations.ts';
import type { SourceTables } from './source-tables.ts';

/** Every table by name: the intersection of what each store declares in its own file. */
export type Tables = CollectorTables & InvestigationTables & SourceTables;

export type Database = Kysely<Tables>;

/**
 * Opens (or creates) the SQLite file, or `:memory:`, and brings its schema up to date.
 * WAL lets readers go on beside the one writer; a kill -9 loses nothing that a transaction committed.
 */
export async function openDatabase(file: string): Promise<Database> {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const sqlite = new Sqlite(file);
  // Only before the first table: lets retention give pages back to the file system.
  sqlite.pragma('auto_vacuum = INCREMENTAL');
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  // What a large transaction wrote beside the file is given back after it.
  sqlite.pragma('journal_size_limit = 16777216');
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma('busy_timeout = 5000');
  const database = new Kysely<Tables>({ dialect: new SqliteDialect({ database: sqlite }) });
  const { error } = await new Migrator({
    db: database,
    provider: { getMigrations: () => Promise.resolve(migrations) },
  }).migrateToLatest();
  if (error !== undefined) {
    await database.destroy();
    throw new InvalidInputError(`cannot bring the database ${file} up to date`, { cause: error });
  }
  return database;
}

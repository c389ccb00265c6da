import { accessSync, constants } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { Kysely } from 'kysely';
import { SECOND } from '../../measurement/duration.ts';
import { migrations } from '../stores/migrations.ts';
import type { Database, Tables } from '../stores/tables.ts';
import { PatientDialect } from './dialect.ts';
import { FileIdentity, prepareFile, refuseDirectory } from './store-file.ts';
import { storeTrouble } from './store-trouble.ts';
import { appliedMigrations, checkOrigin, type Migrations, upgrade } from './upgrade.ts';

const IN_MEMORY = ':memory:';

/**
 * Opens (or creates) the SQLite file, or `:memory:`, and brings its schema up to date. Throws StoreError.
 * WAL lets readers go on beside the one writer; a kill -9 loses nothing that a transaction committed.
 */
export async function openDatabase(
  file: string,
  options: { readonly migrations?: Migrations; readonly patience?: number } = {},
): Promise<Database> {
  const sqlite = await openFile(file);
  const identity = file === IN_MEMORY ? undefined : new FileIdentity(file);
  const { patience } = options;
  const dialect = new PatientDialect(sqlite, { file, patience, beforeWriting: () => identity?.check() });
  const database = await used(new Kysely<Tables>({ dialect }));
  try {
    await upgrade(database, { sqlite, file, migrations: options.migrations ?? migrations });
    return database;
  } catch (error) {
    await database.destroy();
    throw storeTrouble(error, file);
  }
}

/**
 * Opens a store that exists to read it, and changes nothing about it. Undefined for a store of an older Leakbot, which the
 * next start brings up to date. Throws StoreError.
 */
export async function readDatabase(file: string): Promise<Database | undefined> {
  let sqlite: Sqlite.Database | undefined;
  try {
    refuseDirectory(file);
    accessSync(file, constants.R_OK | constants.W_OK);
    sqlite = new Sqlite(file, { readonly: true, fileMustExist: true });
    sqlite.pragma('busy_timeout = 0');
    const applied = appliedMigrations(sqlite);
    checkOrigin(file, applied, migrations);
    if (applied?.length === Object.keys(migrations).length) {
      return await used(new Kysely<Tables>({ dialect: new PatientDialect(sqlite, { file }) }));
    }
    sqlite.close();
    return undefined;
  } catch (error) {
    sqlite?.close();
    throw storeTrouble(error, file);
  }
}

/** Kysely closes only what it has used. */
async function used(database: Database): Promise<Database> {
  await database.connection().execute(() => Promise.resolve());
  return database;
}

/** A file that another process is just making is locked for a moment. */
const TRIES = 50;

async function openFile(file: string): Promise<Sqlite.Database> {
  if (file !== IN_MEMORY) prepareFile(file);
  for (let tries = 1; ; tries += 1) {
    try {
      return configured(file);
    } catch (error) {
      const busy = error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY');
      if (!busy || tries === TRIES) throw storeTrouble(error, file);
    }
    await pause(SECOND / 10);
  }
}

function configured(file: string): Sqlite.Database {
  const sqlite = new Sqlite(file);
  try {
    // Never on the event loop: the driver asks again by a timer.
    sqlite.pragma('busy_timeout = 0');
    // Only before the first table: lets retention give pages back to the file system.
    sqlite.pragma('auto_vacuum = INCREMENTAL');
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma('synchronous = FULL');
    // What a large transaction wrote beside the file is given back after it.
    sqlite.pragma('journal_size_limit = 16777216');
    sqlite.pragma('foreign_keys = ON');
    return sqlite;
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

import { HandleEmptyInListsPlugin, Kysely, replaceWithNoncontingentExpression, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { StoreError } from '../../foundation/store-error.ts';
import { shownLocation } from '../../foundation/store-location.ts';
import { migrations } from '../stores/migrations.ts';
import type { Database, Tables } from '../stores/tables.ts';
import { SerialDialect } from './dialect.ts';
import type { Fence } from './fence.ts';
import { PatientPool, type PoolOptions } from './patient-pool.ts';
import { SchemaCompiler } from './schema-words.ts';
import { serverTrouble } from './server-trouble.ts';

export interface OpenOptions extends PoolOptions {
  readonly fence?: Fence | undefined;
}

/**
 * Opens the database of `postgres://user:password@host/name` and brings its schema up to date; several that start at once
 * wait for the one that does. Throws StoreError.
 */
export async function openPostgres(url: string, { fence, ...options }: OpenOptions = {}): Promise<Database> {
  const database = new Kysely<Tables>({
    dialect: new SerialDialect(new PatientPool(url, options), fence),
    plugins: [emptyLists],
  });
  try {
    await upgrade(database, url, options);
    return database;
  } catch (error) {
    await database.destroy();
    throw serverTrouble(error, url);
  }
}

/**
 * Opens a database only to read it, and changes nothing about it. Undefined where no Leakbot, or an older one, was there.
 * Throws StoreError.
 */
export async function readPostgres(url: string, options: PoolOptions = {}): Promise<Database | undefined> {
  const database = new Kysely<Tables>({
    dialect: new SerialDialect(new PatientPool(url, options)),
    plugins: [emptyLists],
  });
  try {
    const applied = await appliedMigrations(database);
    refuseNewer(url, applied);
    if (applied.length === Object.keys(migrations).length) return database;
    await database.destroy();
    return undefined;
  } catch (error) {
    await database.destroy();
    throw serverTrouble(error, url);
  }
}

/** SQLite reads an empty list as false; PostgreSQL refuses it. */
const emptyLists = new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression });

async function upgrade(database: Database, url: string, options: PoolOptions): Promise<void> {
  const applied = await appliedMigrations(database);
  refuseNewer(url, applied);
  if (applied.length === Object.keys(migrations).length) return;
  const provider = { getMigrations: () => Promise.resolve({ ...migrations }) };
  const written = new Kysely<Tables>({ dialect: new WrittenDialect(new PatientPool(url, options)) });
  try {
    const { error } = await new Migrator({ db: written, provider }).migrateToLatest();
    if (error !== undefined) throw serverTrouble(error, url);
  } finally {
    await written.destroy();
  }
}

/** For the migrations, which are written in SQLite's words. */
class WrittenDialect extends SerialDialect {
  override createQueryCompiler(): SchemaCompiler {
    return new SchemaCompiler();
  }
}

async function appliedMigrations(database: Database): Promise<readonly string[]> {
  const { rows: tables } = await sql<{ found: string | null }>`SELECT to_regclass('kysely_migration') AS found`.execute(
    database,
  );
  if (tables[0]?.found == null) return [];
  const { rows } = await sql<{ name: string }>`SELECT name FROM kysely_migration ORDER BY name`.execute(database);
  return rows.map(({ name }) => name);
}

function refuseNewer(url: string, applied: readonly string[]): void {
  const newer = applied.filter((name) => migrations[name] === undefined);
  if (newer.length === 0) return;
  throw new StoreError({
    says: `${shownLocation(url)} was written by a newer Leakbot (it has ${newer.join(', ')})`,
    fix: 'start that version again, or put back the dump from before the upgrade (`pg_restore`)',
  });
}

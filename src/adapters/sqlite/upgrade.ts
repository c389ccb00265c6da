import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { StoreError } from '../../foundation/store-error.ts';
import { copyInto } from './copy.ts';
import { storeTrouble } from './store-trouble.ts';

export type Migrations = Readonly<Record<string, Migration>>;

/** The migrations a store has had, in order; undefined for a database that Leakbot did not make. */
export function appliedMigrations(sqlite: Sqlite.Database): readonly string[] | undefined {
  const tables = sqlite.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  if (tables.length === 0) return [];
  if (!tables.some(({ name }) => name === 'kysely_migration')) return undefined;
  const rows = sqlite.prepare<[], { name: string }>('SELECT name FROM kysely_migration ORDER BY name').all();
  return rows.map(({ name }) => name);
}

/** Throws StoreError for a database of another program, and for a store of a newer Leakbot. */
export function checkOrigin(file: string, applied: readonly string[] | undefined, known: Migrations): void {
  if (applied === undefined) {
    const says = `the store ${file} is a database of another program`;
    throw new StoreError({ says, fix: 'set LEAKBOT_DATABASE to a file of its own' });
  }
  const newer = applied.filter((name) => known[name] === undefined);
  if (newer.length === 0) return;
  throw new StoreError({
    says: `the store ${file} was written by a newer Leakbot (it has ${newer.join(', ')})`,
    fix: `start that version again, or put back the copy from before the upgrade: \`leakbot restore ${copyName(file, newer)}\``,
  });
}

/**
 * Brings the schema up to date: all migrations that are missing, or none, so that a kill or a full disk leaves the store
 * as it was. A store that has content is copied first. Throws StoreError.
 */
export async function upgrade<Tables>(
  database: Kysely<Tables>,
  {
    sqlite,
    file,
    migrations,
  }: { readonly sqlite: Sqlite.Database; readonly file: string; readonly migrations: Migrations },
): Promise<void> {
  const applied = appliedMigrations(sqlite);
  checkOrigin(file, applied, migrations);
  const missing = Object.keys(migrations).filter((name) => applied?.includes(name) !== true);
  if (missing.length === 0) return;
  if (applied !== undefined && applied.length > 0) copyBefore(sqlite, file, missing);
  const provider = { getMigrations: () => Promise.resolve({ ...migrations }) };
  const { error } = await new Migrator({ db: database, provider }).migrateToLatest();
  if (error !== undefined) throw storeTrouble(error, file);
}

/** `leakbot.db.before-007`: the number of the first migration that comes after. */
function copyName(file: string, missing: readonly string[]): string {
  return `${file}.before-${missing[0]?.split('-', 1)[0] ?? ''}`;
}

/** Copies the store; of the copies of earlier upgrades none is kept, because each is as large as the store. */
function copyBefore(sqlite: Sqlite.Database, file: string, missing: readonly string[]): void {
  if (file === ':memory:') return;
  const copy = copyName(file, missing);
  try {
    copyInto(sqlite, copy);
  } catch (error) {
    const why = storeTrouble(error, copy);
    if (!(why instanceof StoreError)) throw why;
    throw new StoreError({ says: `the store ${file} cannot be copied before its upgrade: ${why.says}`, fix: why.fix });
  }
  const directory = dirname(file);
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (name.startsWith(`${basename(file)}.before-`) && path !== copy) rmSync(path);
  }
}

import { existsSync, renameSync, rmSync } from 'node:fs';
import { sql } from 'kysely';
import { InvalidInputError } from '../../foundation/errors.ts';
import { StoreError } from '../../foundation/store-error.ts';
import type { MoveSource, MoveTarget } from '../stores/move/move.ts';
import type { Database } from '../stores/tables.ts';
import { openDatabase, readDatabase } from './database.ts';
import { storeTrouble } from './store-trouble.ts';

/** Opens a store to move it elsewhere. Throws StoreError for one that is not there, and for one of another version. */
export async function sourceInFile(file: string): Promise<MoveSource> {
  if (!existsSync(file)) throw new StoreError({ says: `there is no store ${file}`, fix: 'check the path' });
  const current = await readDatabase(file);
  if (current === undefined) {
    throw new StoreError({
      says: `the store ${file} was written by an older Leakbot`,
      fix: 'start this version on it once, which brings it up to date, stop it, then move the store',
    });
  }
  await current.destroy();
  const database = await openDatabase(file);
  return {
    database,
    async highest({ table, numbered = 'id' }) {
      const { rows } = await sql<{ highest: number | null }>`
        SELECT max((SELECT coalesce(max(${sql.ref(numbered)}), 0) FROM ${sql.table(table)}),
          coalesce((SELECT seq FROM sqlite_sequence WHERE name = ${table}), 0)) AS highest`.execute(database);
      return rows[0]?.highest ?? 0;
    },
  };
}

/**
 * Fills a new file: it has its name only once `fill` is through, so that what was interrupted is never taken for a store.
 * Throws InvalidInputError for a file that exists.
 */
export async function fillFile<Result>(file: string, fill: (target: MoveTarget) => Promise<Result>): Promise<Result> {
  if (existsSync(file)) throw new InvalidInputError(`${file} exists already: name a new file, none is overwritten`);
  const partial = `${file}.partial`;
  const clear = () => {
    for (const end of ['', '-wal', '-shm']) rmSync(`${partial}${end}`, { force: true });
  };
  clear();
  try {
    const database = await openDatabase(partial);
    try {
      const result = await fill(targetIn(database));
      await database.destroy();
      renameSync(partial, file);
      return result;
    } catch (error) {
      await database.destroy();
      throw error;
    }
  } catch (error) {
    clear();
    throw storeTrouble(error, file);
  }
}

function targetIn(database: Database): MoveTarget {
  return {
    database,
    keptText: (text) => text,
    async numberFrom({ table }, highest) {
      // Only these are never given again; any other table goes on from its highest row.
      if (table !== 'announcements' || highest === 0) return;
      await sql`DELETE FROM sqlite_sequence WHERE name = ${table}`.execute(database);
      await sql`INSERT INTO sqlite_sequence (name, seq) VALUES (${table}, ${highest})`.execute(database);
    },
  };
}

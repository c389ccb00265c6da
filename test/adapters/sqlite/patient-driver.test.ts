import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Database } from '../../../src/adapters/stores/tables.ts';
import { aFolder, opened } from './a-store-file.ts';

/** A store, and another program's connection to its file. */
async function shared(options: { patience?: number } = {}) {
  const file = join(aFolder(), 'leakbot.db');
  const database = await opened(file, options);
  const other = new Sqlite(file);
  onTestFinished(() => void other.close());
  return { file, database, other };
}

const write = (database: Database, id: string) =>
  sql`INSERT INTO slack_events (id, seen_at) VALUES (${id}, 1)`.execute(database);

async function ids(database: Database): Promise<readonly string[]> {
  const rows = await database.selectFrom('slack_events').select('id').orderBy('id').execute();
  return rows.map(({ id }) => id);
}

describe('while another program has the store locked', () => {
  test('the event loop turns, what reads goes on, and what writes is written when it lets go', async () => {
    const { database, other } = await shared();
    await write(database, 'before');
    other.exec('BEGIN IMMEDIATE');
    let turns = 0;
    const ticking = setInterval(() => {
      turns += 1;
    }, 10);
    const statement = write(database, 'statement');
    const transaction = database.transaction().execute((inside) => write(inside as Database, 'transaction'));
    let written = false;
    void Promise.all([statement, transaction]).then(() => {
      written = true;
    });
    for (let i = 0; i < 10; i += 1) {
      expect(await ids(database)).toEqual(['before']);
      await pause(100);
    }
    expect(written).toBe(false);
    // A second that was slept through would be one turn; the machine may be slow, but not that slow.
    expect(turns).toBeGreaterThan(20);
    other.exec('COMMIT');
    await Promise.all([statement, transaction]);
    clearInterval(ticking);
    expect(await ids(database)).toEqual(['before', 'statement', 'transaction']);
  });

  test('after a while that is an error that says so, and nothing is left locked', async () => {
    const { file, database, other } = await shared({ patience: 60 });
    other.exec('BEGIN IMMEDIATE');
    const locked = `the store ${file} has been locked by another program for too long (SQLITE_BUSY): end that program`;
    await expect(write(database, 'a')).rejects.toThrow(locked);
    await expect(database.transaction().execute((inside) => write(inside as Database, 'b'))).rejects.toThrow(locked);
    other.exec('ROLLBACK');
    await write(database, 'c');
    expect(await ids(database)).toEqual(['c']);
  });
});

describe('transactions of one process', () => {
  test('take turns: what one has not finished another does not see', async () => {
    const { database } = await shared();
    const seen: (readonly string[])[] = [];
    const one = database.transaction().execute(async (inside) => {
      await write(inside, 'one');
      await pause(30);
      await write(inside, 'two');
    });
    const other = database.transaction().execute(async (inside) => {
      seen.push(await ids(inside));
    });
    await Promise.all([one, other, ids(database).then((read) => seen.push(read))]);
    expect(seen).toEqual([
      ['one', 'two'],
      ['one', 'two'],
    ]);
  });

  test('one that fails leaves nothing behind, and the next goes on', async () => {
    const { database } = await shared();
    const failing = database.transaction().execute(async (inside) => {
      await write(inside, 'half');
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    await write(database, 'whole');
    expect(await ids(database)).toEqual(['whole']);
  });

  test('a statement that fails is its own error', async () => {
    const { database } = await shared();
    await write(database, 'a');
    await expect(write(database, 'a')).rejects.toThrow('UNIQUE constraint failed');
    await expect(
      database.transaction().execute(async (inside) => {
        await write(inside, 'b');
        await write(inside, 'a');
      }),
    ).rejects.toThrow('UNIQUE constraint failed');
    expect(await ids(database)).toEqual(['a']);
  });
});

test('one statement after the other lets everyone else have turns of the event loop', async () => {
  const { database } = await shared();
  await write(database, 'a');
  let turns = 0;
  const ticking = setInterval(() => {
    turns += 1;
  }, 1);
  // SQLite answers at once: without a turn given up all of this is one.
  const until = performance.now() + 300;
  while (performance.now() < until) expect(await ids(database)).toEqual(['a']);
  clearInterval(ticking);
  expect(turns).toBeGreaterThan(5);
});

test('what was asked before a table changed is answered with its new columns', async () => {
  const { database } = await shared();
  const pets = () => sql`SELECT * FROM pets`.execute(database).then(({ rows }) => rows);
  await sql`CREATE TABLE pets (name TEXT)`.execute(database);
  await sql`INSERT INTO pets VALUES ('Rex')`.execute(database);
  expect(await pets()).toEqual([{ name: 'Rex' }]);
  await sql`ALTER TABLE pets ADD COLUMN age INTEGER`.execute(database);
  expect(await pets()).toEqual([{ name: 'Rex', age: null }]);
});

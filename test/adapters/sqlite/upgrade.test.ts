import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { describe, expect, test } from 'vitest';
import type { Migrations } from '../../../src/adapters/sqlite/upgrade.ts';
import { migrations } from '../../../src/adapters/stores/migrations.ts';
import { aFolder, opened } from './a-store-file.ts';

const MODULES = new URL('../../../src/adapters/sqlite/', import.meta.url).href;

/** Makes a table and then does what is given. */
function aMigration(table: string, then: () => void = () => {}): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await sql`CREATE TABLE ${sql.table(table)} (id INTEGER)`.execute(db);
      then();
    },
  };
}

const FIRST: Migrations = { '001-first': aMigration('first') };
const UP_TO_SECOND: Migrations = { ...FIRST, '002-second': aMigration('second') };

function tablesOf(file: string): readonly string[] {
  const sqlite = new Sqlite(file, { readonly: true });
  const rows = sqlite.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  sqlite.close();
  return rows.map(({ name }) => name).filter((name) => !name.startsWith('kysely'));
}

async function made(file: string, as: Migrations): Promise<void> {
  await (await opened(file, { migrations: as })).destroy();
}

describe('migrations are done whole or not at all', () => {
  test('one that fails takes the others of the start with it, and the next start does them all', async () => {
    const file = join(aFolder(), 'leakbot.db');
    const failing = aMigration('second', () => {
      throw new Error('no more');
    });
    await expect(opened(file, { migrations: { ...FIRST, '002-second': failing } })).rejects.toThrow('no more');
    expect(tablesOf(file)).toEqual([]);
    await made(file, UP_TO_SECOND);
    expect(tablesOf(file)).toEqual(['first', 'second']);
  });

  test('a kill in the middle of the first start leaves a store that starts', async () => {
    const file = join(aFolder(), 'leakbot.db');
    const script = `
      import { sql } from 'kysely';
      const { openDatabase } = await import('${MODULES}database.ts');
      const { migrations } = await import('${MODULES}../stores/migrations.ts');
      const killing = { up: async (db) => {
        await sql\`CREATE TABLE half (id INTEGER)\`.execute(db);
        process.kill(process.pid, 'SIGKILL');
        await new Promise(() => setInterval(() => {}, 1000));
      } };
      await openDatabase(process.argv[1], { migrations: { ...migrations, '999-killing': killing } });
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, file], {
      stdio: ['ignore', 'ignore', 'inherit'],
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    });
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    const database = await opened(file);
    expect(tablesOf(file)).not.toContain('half');
    expect(await database.selectFrom('investigations').select('id').execute()).toEqual([]);
  });

  test('a disk that is full leaves the store as it was', async () => {
    const file = join(aFolder(), 'leakbot.db');
    await made(file, FIRST);
    const filling: Migration = {
      async up(db: Kysely<unknown>) {
        await sql`CREATE TABLE second (content BLOB)`.execute(db);
        await sql`PRAGMA max_page_count = 64`.execute(db);
        await sql`INSERT INTO second VALUES (zeroblob(1000000))`.execute(db);
      },
    };
    await expect(opened(file, { migrations: { ...FIRST, '002-second': filling } })).rejects.toThrow(
      `the store ${file} cannot grow, because the disk is full (SQLITE_FULL): free space on that disk`,
    );
    expect(tablesOf(file)).toEqual(['first']);
    await made(file, UP_TO_SECOND);
    expect(tablesOf(file)).toEqual(['first', 'second']);
  });

  test('two processes that start at once both find the tables', async () => {
    const file = join(aFolder(), 'leakbot.db');
    const [one, other] = await Promise.all([opened(file), opened(file)]);
    for (const database of [one, other]) {
      expect(await database.selectFrom('investigations').select('id').execute()).toEqual([]);
    }
  });
});

describe('before an upgrade the store is copied', () => {
  test('with its content, for its owner only, and only the last copy stays', async () => {
    const folder = aFolder();
    const file = join(folder, 'leakbot.db');
    await made(file, FIRST);
    expect(readdirSync(folder)).toEqual(['leakbot.db']);
    await made(file, UP_TO_SECOND);
    expect(readdirSync(folder).sort()).toEqual(['leakbot.db', 'leakbot.db.before-002']);
    expect(tablesOf(`${file}.before-002`)).toEqual(['first']);
    expect(statSync(`${file}.before-002`).mode & 0o777).toBe(0o600);
    await made(file, UP_TO_SECOND);
    await made(file, { ...UP_TO_SECOND, '003-third': aMigration('third') });
    expect(readdirSync(folder).sort()).toEqual(['leakbot.db', 'leakbot.db.before-003']);
    expect(tablesOf(`${file}.before-003`)).toEqual(['first', 'second']);
  });

  test('also what only its log holds', async () => {
    const [folder, elsewhere] = [aFolder(), aFolder()];
    const file = join(folder, 'leakbot.db');
    const database = await opened(file, { migrations: FIRST });
    await sql`INSERT INTO first VALUES (7)`.execute(database);
    // As a kill would leave them: the row is in the log alone.
    for (const name of readdirSync(folder)) copyFileSync(join(folder, name), join(elsewhere, name));
    await made(join(elsewhere, 'leakbot.db'), UP_TO_SECOND);
    const copy = new Sqlite(join(elsewhere, 'leakbot.db.before-002'), { readonly: true });
    expect(copy.prepare('SELECT id FROM first').all()).toEqual([{ id: 7 }]);
    copy.close();
  });

  test('where there is no room for the copy nothing is upgraded', async () => {
    const file = join(aFolder(), 'leakbot.db');
    await made(file, FIRST);
    // A directory of that name stands for a copy that cannot be written.
    const { mkdirSync } = await import('node:fs');
    mkdirSync(`${file}.before-002`);
    writeFileSync(join(`${file}.before-002`, 'in-the-way'), '');
    await expect(made(file, UP_TO_SECOND)).rejects.toThrow();
    expect(tablesOf(file)).toEqual(['first']);
    expect(existsSync(`${file}.before-002.partial`)).toBe(false);
  });
});

describe('a store that is not of this Leakbot is refused and left alone', () => {
  test('a newer one, naming what it has and the copy to go back to', async () => {
    const file = join(aFolder(), 'leakbot.db');
    await made(file, { ...migrations, '998-of-tomorrow': aMigration('tomorrow') });
    await expect(opened(file)).rejects.toThrow(
      `the store ${file} was written by a newer Leakbot (it has 998-of-tomorrow): start that version again, or put back the copy from before the upgrade: \`leakbot restore ${file}.before-998\``,
    );
    expect(tablesOf(file)).toContain('tomorrow');
  });

  test('the database of another program', async () => {
    const file = join(aFolder(), 'books.db');
    const sqlite = new Sqlite(file);
    sqlite.exec('CREATE TABLE books (title TEXT)');
    sqlite.close();
    await expect(opened(file)).rejects.toThrow(
      `the store ${file} is a database of another program: set LEAKBOT_DATABASE`,
    );
    expect(tablesOf(file)).toEqual(['books']);
  });
});

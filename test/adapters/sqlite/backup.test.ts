import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { backUp, restore } from '../../../src/adapters/sqlite/backup.ts';
import { SqlLeaseStore } from '../../../src/adapters/stores/lease-store.ts';
import type { Database } from '../../../src/adapters/stores/tables.ts';
import { SECOND } from '../../../src/measurement/duration.ts';
import { NOON } from '../../support/investigations.ts';
import { aFolder, opened } from './a-store-file.ts';

const LEAKBOT = fileURLToPath(new URL('../../../src/leakbot.js', import.meta.url));

const write = (database: Database, id: string) =>
  sql`INSERT INTO slack_events (id, seen_at) VALUES (${id}, 1)`.execute(database);

async function ids(file: string): Promise<readonly string[]> {
  const database = await opened(file);
  const rows = await database.selectFrom('slack_events').select('id').orderBy('id').execute();
  await database.destroy();
  return rows.map(({ id }) => id);
}

/** A store with these events, closed. */
async function aStore(file: string, ...events: readonly string[]): Promise<void> {
  const database = await opened(file);
  for (const event of events) await write(database, event);
  await database.destroy();
}

test('a backup of a store that is in use has all that was written, and only its owner reads it', async () => {
  const folder = aFolder();
  const [file, backup] = [join(folder, 'leakbot.db'), join(folder, 'backup.db')];
  const database = await opened(file);
  await write(database, 'in-the-log');
  const before = process.umask(0);
  backUp(file, backup);
  process.umask(before);
  await write(database, 'later');
  expect(readdirSync(folder).filter((name) => name.startsWith('backup'))).toEqual(['backup.db']);
  expect(statSync(backup).mode & 0o777).toBe(0o600);
  expect(await ids(backup)).toEqual(['in-the-log']);
});

test('`leakbot backup` copies one state of a store that is written all the time', async () => {
  const folder = aFolder();
  const [file, backup] = [join(folder, 'leakbot.db'), join(folder, 'backup.db')];
  const database = await opened(file);
  await sql`INSERT INTO collector_profiles VALUES ('large', zeroblob(30000000))`.execute(database);
  const child = spawn(process.execPath, [LEAKBOT, 'backup', backup], {
    // Not those of the tests: a setting that Leakbot does not know ends it.
    env: { PATH: process.env['PATH'], LEAKBOT_DATABASE: file },
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = text(child.stdout);
  let ended = false;
  const exit = once(child, 'exit').finally(() => {
    ended = true;
  });
  let written = 0;
  while (!ended) {
    await write(database, `Ev${written}`);
    written += 1;
    await pause(1);
  }
  expect(await exit).toEqual([0, null]);
  expect(await said).toBe(`${file} was copied to ${backup}\n`);
  const kept = (await ids(backup)).length;
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThanOrEqual(written);
});

test('a backup never overwrites, and without a store there is none', async () => {
  const folder = aFolder();
  const file = join(folder, 'leakbot.db');
  writeFileSync(join(folder, 'precious'), 'kept');
  await aStore(file);
  expect(() => backUp(file, join(folder, 'precious'))).toThrow('exists already: name a new file');
  expect(readFileSync(join(folder, 'precious'), 'utf8')).toBe('kept');
  expect(() => backUp(join(folder, 'none.db'), join(folder, 'b'))).toThrow(`there is no store ${folder}/none.db`);
  expect(existsSync(join(folder, 'none.db'))).toBe(false);
});

test('a restore brings back what the backup has, and keeps what was there with what its log held', async () => {
  const folder = aFolder();
  const [file, backup] = [join(folder, 'leakbot.db'), join(folder, 'backup.db')];
  await aStore(file, 'old');
  backUp(file, backup);
  await aStore(file, 'new');
  expect(restore(backup, file, NOON)).toBe(`${file}.replaced`);
  expect(await ids(file)).toEqual(['old']);
  expect(await ids(`${file}.replaced`)).toEqual(['new', 'old']);
  expect(await ids(backup)).toEqual(['old']);
});

test('where no store is, a restore makes one', async () => {
  const folder = aFolder();
  await aStore(join(folder, 'leakbot.db'), 'old');
  backUp(join(folder, 'leakbot.db'), join(folder, 'backup.db'));
  const file = join(folder, 'new', 'leakbot.db');
  expect(restore(join(folder, 'backup.db'), file, NOON)).toBeUndefined();
  expect(await ids(file)).toEqual(['old']);
});

test('a damaged store is replaced, a damaged backup is refused', async () => {
  const folder = aFolder();
  const [file, backup] = [join(folder, 'leakbot.db'), join(folder, 'backup.db')];
  await aStore(file, 'old');
  backUp(file, backup);
  writeFileSync(file, 'no longer a database'.repeat(500));
  restore(backup, file, NOON);
  expect(await ids(file)).toEqual(['old']);
  truncateSync(backup, 5 * 4096);
  expect(() => restore(backup, file, NOON)).toThrow(/is damaged/);
  writeFileSync(backup, 'no database'.repeat(500));
  expect(() => restore(backup, file, NOON)).toThrow(`the store ${backup} is not a SQLite database`);
  expect(await ids(file)).toEqual(['old']);
  expect(readdirSync(folder).filter((name) => name.includes('restored'))).toEqual([]);
});

test('while a bot works on the store nothing is restored; what a dead one left does not matter', async () => {
  const folder = aFolder();
  const [file, backup] = [join(folder, 'leakbot.db'), join(folder, 'backup.db')];
  const database = await opened(file);
  await new SqlLeaseStore(database).claim({ holder: 'bot process 7', now: NOON, expires: NOON + 15 * SECOND });
  backUp(file, backup);
  expect(() => restore(backup, file, NOON + SECOND)).toThrow(`bot process 7 works on ${file}: stop that Leakbot`);
  await database.destroy();
  expect(restore(backup, file, NOON + 15 * SECOND)).toBe(`${file}.replaced`);
});

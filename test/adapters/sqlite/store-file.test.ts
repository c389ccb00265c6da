import { chmodSync, mkdirSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FileIdentity } from '../../../src/adapters/sqlite/store-file.ts';
import { storeTrouble } from '../../../src/adapters/sqlite/store-trouble.ts';
import { explain } from '../../../src/foundation/errors.ts';
import { aFolder, opened } from './a-store-file.ts';

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

function withUmask(mask: number): void {
  const before = process.umask(mask);
  onTestFinished(() => void process.umask(before));
}

/** What opening says. */
async function refusal(file: string): Promise<string> {
  return opened(file).then(() => 'opened', explain);
}

describe('only the owner reads the store', () => {
  test.each([0o000, 0o022, 0o077])(
    'with umask %o: directories that are made, the file, and what lies beside it',
    async (mask) => {
      withUmask(mask);
      const folder = aFolder();
      const file = join(folder, 'deep', 'data', 'leakbot.db');
      const database = await opened(file);
      await sql`INSERT INTO slack_events (id, seen_at) VALUES ('Ev1', 1)`.execute(database);
      expect([join(folder, 'deep'), join(folder, 'deep', 'data')].map(modeOf)).toEqual(['700', '700']);
      expect([file, `${file}-wal`, `${file}-shm`].map(modeOf)).toEqual(['600', '600', '600']);
    },
  );

  test('a file that others could read is closed to them, a directory that was there is left as it was', async () => {
    const folder = aFolder();
    chmodSync(folder, 0o755);
    const file = join(folder, 'leakbot.db');
    await (await opened(file)).destroy();
    chmodSync(file, 0o664);
    await opened(file);
    expect([modeOf(file), modeOf(folder)]).toEqual(['600', '755']);
  });
});

describe('what is wrong with the file is one sentence: the path, the cause, the fix', () => {
  test('a directory in its place', async () => {
    const file = join(aFolder(), 'leakbot.db');
    mkdirSync(file);
    expect(await refusal(file)).toBe(`the store ${file} is a directory: set LEAKBOT_DATABASE to ${file}/leakbot.db`);
  });

  test('a file in the place of its directory', async () => {
    const folder = aFolder();
    writeFileSync(join(folder, 'data'), '');
    const file = join(folder, 'data', 'leakbot.db');
    expect(await refusal(file)).toBe(
      `the store ${file} cannot be made: part of ${folder}/data is a file, not a directory: set LEAKBOT_DATABASE to a file in a directory`,
    );
  });

  test('a file that is no database', async () => {
    const file = join(aFolder(), 'leakbot.db');
    writeFileSync(file, 'these are not the bytes of a database'.repeat(200));
    expect(await refusal(file)).toBe(
      `the store ${file} is not a SQLite database (SQLITE_NOTADB): move it away, or set LEAKBOT_DATABASE to another file; \`leakbot restore FILE\` puts a backup in its place`,
    );
  });

  test('a damaged file', async () => {
    const file = join(aFolder(), 'leakbot.db');
    await (await opened(file)).destroy();
    truncateSync(file, 3 * 4096);
    expect(await refusal(file)).toMatch(
      new RegExp(
        `^the store ${file} is damaged \\(SQLITE_CORRUPT\\w*\\): put a backup in its place with .leakbot restore FILE.`,
      ),
    );
  });

  test.skipIf(process.getuid?.() === 0)('a file that may not be written (as root everything may)', async () => {
    const file = join(aFolder(), 'leakbot.db');
    await (await opened(file)).destroy();
    chmodSync(file, 0o400);
    expect(await refusal(file)).toMatch(/cannot be opened for writing .*: let this user write to it/);
  });

  test('a file of another user', () => {
    const file = '/proc/1/status';
    const own = process.getuid?.() ?? 0;
    const error = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    const owner = statSync(file).uid;
    expect(explain(storeTrouble(error, file))).toBe(
      owner === own
        ? `the store ${file} cannot be opened for writing (EACCES): let this user write to it and to its directory, or set LEAKBOT_DATABASE to another file`
        : `the store ${file} cannot be opened for writing: ${file} belongs to user ${owner}, and Leakbot runs as user ${own} (EACCES): \`chown ${own} ${file}\`, or set LEAKBOT_DATABASE to another file`,
    );
  });

  test('a disk that is full while it runs, and when there is room again all goes on', async () => {
    const file = join(aFolder(), 'leakbot.db');
    const database = await opened(file);
    const write = () =>
      database.transaction().execute(async (transaction) => {
        await sql`INSERT INTO collector_profiles VALUES ('h', zeroblob(4000000))`.execute(transaction);
      });
    await sql`PRAGMA max_page_count = 200`.execute(database);
    await expect(write()).rejects.toThrow(
      `the store ${file} cannot grow, because the disk is full (SQLITE_FULL): free space on that disk, or lower collector.maxBytes in leakbot.yaml`,
    );
    await sql`PRAGMA max_page_count = 1000000`.execute(database);
    await write();
  });
});

describe('a store that is no longer where it was', () => {
  test.each<[what: string, happen: (file: string) => void]>([
    ['deleted', (file) => rmSync(file)],
    [
      'replaced',
      (file) => {
        renameSync(file, `${file}.old`);
        new Sqlite(file).close();
        writeFileSync(file, '');
      },
    ],
  ])('%s: nothing is written that would be gone, and reading goes on', async (what, happen) => {
    const file = join(aFolder(), 'leakbot.db');
    const database = await opened(file);
    happen(file);
    const gone = `the store ${file} was ${what} while Leakbot was running: restart Leakbot`;
    await expect(sql`INSERT INTO slack_events (id, seen_at) VALUES ('Ev1', 1)`.execute(database)).rejects.toThrow(gone);
    await expect(
      database
        .transaction()
        .execute((transaction) => sql`INSERT INTO slack_events (id, seen_at) VALUES ('Ev2', 1)`.execute(transaction)),
    ).rejects.toThrow(gone);
    expect(await database.selectFrom('slack_events').selectAll().execute()).toEqual([]);
  });

  test('a file that only grows is the same', () => {
    const file = join(aFolder(), 'a-file');
    writeFileSync(file, '');
    const identity = new FileIdentity(file);
    writeFileSync(file, 'more');
    identity.check();
  });
});

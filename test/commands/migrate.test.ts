import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { PostgresServer, WITHOUT_POSTGRES } from '../../scripts/postgres/postgres-server.ts';
import { systemAlarm } from '../../src/adapters/alarm/system-alarm.ts';
import { openPostgres } from '../../src/adapters/postgres/database.ts';
import { openDatabase } from '../../src/adapters/sqlite/database.ts';
import { SqlLeaseStore } from '../../src/adapters/stores/lease-store.ts';
import { MOVED, NOT_MOVED } from '../../src/adapters/stores/move/moved-tables.ts';
import { SqlAnnouncementStore } from '../../src/adapters/stores/silence-store.ts';
import type { Database } from '../../src/adapters/stores/tables.ts';
import { leakbot } from '../../src/commands/leakbot.ts';
import { moveStore } from '../../src/commands/moved-store.ts';
import { systemClock } from '../../src/foundation/clock.ts';
import { explain } from '../../src/foundation/errors.ts';
import { isPostgres } from '../../src/foundation/store-location.ts';
import { fillOddly, ODD_TEXT } from '../support/odd-store.ts';

const CONTEXT = { clock: systemClock, alarm: systemAlarm(systemClock), holder: 'the test', moved: () => undefined };

function aFile(name = 'leakbot.db'): string {
  const folder = mkdtempSync(join(tmpdir(), 'leakbot-move-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, name);
}

async function within<Result>(location: string, work: (database: Database) => Promise<Result>): Promise<Result> {
  const database = await (isPostgres(location) ? openPostgres(location) : openDatabase(location));
  try {
    return await work(database);
  } finally {
    await database.destroy();
  }
}

/** Every row of every table as text, read without what moves them. */
function everything(location: string): Promise<Readonly<Record<string, readonly string[]>>> {
  return within(location, async (database) => {
    const all: Record<string, readonly string[]> = {};
    for (const { name, columns } of await database.introspection.getTables()) {
      if (name === 'lease') continue;
      const { rows } = await sql<Record<string, unknown>>`SELECT * FROM ${sql.table(name)}`.execute(database);
      const wanted = columns.map((column) => column.name).filter((column) => column !== 'rowid');
      all[name] = rows
        .map((row) =>
          JSON.stringify(
            wanted.sort().map((column) => {
              const value = row[column];
              return [column, value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value];
            }),
          ),
        )
        .sort();
    }
    return all;
  });
}

/** The ids of Slack's events in the order in which they came. */
function inOrder(location: string): Promise<readonly string[]> {
  return within(location, async (database) => {
    const rows = await database.selectFrom('slack_events').select('id').orderBy('rowid').execute();
    return rows.map(({ id }) => id);
  });
}

async function refusal(moving: Promise<unknown>): Promise<string> {
  return moving.then(
    () => 'it was moved',
    (error: unknown) => explain(error),
  );
}

async function filledFile(): Promise<string> {
  const file = aFile();
  await within(file, fillOddly);
  return file;
}

test('every table is moved, or is said not to be', async () => {
  const tables = await within(':memory:', (database) => database.introspection.getTables());
  const known = [...MOVED.map(({ table }) => table), ...NOT_MOVED];
  expect(known.toSorted()).toEqual(tables.map(({ name }) => name).sort());
});

test('a file is moved into another: a store, an older one, a newer one, one in use', async () => {
  const [file, copy] = [await filledFile(), aFile()];
  await moveStore(file, copy, CONTEXT);
  expect(await everything(copy)).toEqual(await everything(file));
  expect(await refusal(moveStore(file, copy, CONTEXT))).toMatch(/exists already: name a new file/);
  expect(await refusal(moveStore(file, file, CONTEXT))).toMatch(/is both/);
  expect(await refusal(moveStore(aFile(), aFile(), CONTEXT))).toMatch(/^there is no store .*: check the path$/);
  const lease = { holder: 'a bot', now: systemClock.now(), expires: systemClock.now() + 9000 };
  await within(file, (database) => new SqlLeaseStore(database).claim(lease));
  expect(await refusal(moveStore(file, aFile(), CONTEXT))).toMatch(/^a bot works on .*: stop it, or wait 15 s/);
  await within(copy, (database) =>
    sql`INSERT INTO kysely_migration VALUES ('999-later', '2030-01-01')`.execute(database),
  );
  expect(await refusal(moveStore(copy, aFile(), CONTEXT))).toMatch(/was written by a newer Leakbot/);
  const older = await filledFile();
  await within(older, (database) => sql`DELETE FROM kysely_migration WHERE name > '013'`.execute(database));
  expect(await refusal(moveStore(older, aFile(), CONTEXT))).toMatch(
    /was written by an older Leakbot: start this version/,
  );
});

test('a move that ends half-way leaves no file that could be taken for a store, and can be started again', async () => {
  const [file, copy] = [await filledFile(), aFile()];
  const stops = {
    ...CONTEXT,
    moved({ table }: { readonly table: string }) {
      if (table === 'outbox') throw new Error('the power failed');
    },
  };
  expect(await refusal(moveStore(file, copy, stops))).toBe('the power failed');
  expect(readdirSync(join(copy, '..'))).toEqual([]);
  await moveStore(file, copy, CONTEXT);
  expect(await everything(copy)).toEqual(await everything(file));
});

test('both ends are asked for', async () => {
  const said: string[] = [];
  const stream = { write: (text: string) => void said.push(text) };
  expect(await leakbot(['migrate', '--from', 'a.db'], { stdout: stream, stderr: stream, env: {} })).toBe(1);
  expect(said.join('')).toMatch(/^leakbot: name both stores: --from leakbot\.db --to postgres:/);
});

describe.skipIf(WITHOUT_POSTGRES !== undefined)(`with a real PostgreSQL (${WITHOUT_POSTGRES ?? 'here'})`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server.stop());

  test('there and back: the same rows, their order, and numbers that are not given again', async () => {
    const [file, url, back] = [await filledFile(), await server.database(), aFile()];
    const there = await moveStore(file, url, CONTEXT);
    expect(await everything(url)).toEqual(await everything(file));
    const again = await moveStore(url, back, CONTEXT);
    expect(await everything(back)).toEqual(await everything(file));
    expect(again).toEqual(there);
    expect(there.find(({ table }) => table === 'outbox')?.rows).toBe(3);
    for (const location of [file, url, back]) {
      expect(await inOrder(location)).toEqual(['third', 'first', ODD_TEXT]);
      await within(location, async (database) => {
        // The tenth, though only two are left.
        await sql`INSERT INTO announcements (body) VALUES ('{}')`.execute(database);
        expect((await new SqlAnnouncementStore(database).waiting()).map(({ id }) => id)).toEqual([1, 2, 10]);
        await sql`INSERT INTO alerts (fingerprint, starts_at, status, body, received_at) VALUES ('n', 1, 'firing', '{}', 1)`.execute(
          database,
        );
        await sql`INSERT INTO slack_events (id, seen_at) VALUES ('last', 1)`.execute(database);
      });
      expect((await inOrder(location)).at(-1)).toBe('last');
    }
  });

  test('a NUL, which PostgreSQL keeps in no text, becomes the character for what cannot be shown', async () => {
    const [file, url] = [aFile(), await server.database()];
    await within(file, (database) => fillOddly(database, { text: 'a\0b' }));
    await moveStore(file, url, CONTEXT);
    const kept = await within(url, (database) => database.selectFrom('mutes').select('key').execute());
    expect(kept).toEqual([{ key: 'a\uFFFDb' }]);
  });

  test('a target with rows, and one on which a Leakbot works, are left as they are', async () => {
    const [file, url] = [await filledFile(), await server.database()];
    const database = await openPostgres(url);
    expect(await refusal(moveStore(file, url, CONTEXT))).toMatch(/^Leakbot works on PostgreSQL .* \(from 127\.0\.0\.1/);
    await sql`INSERT INTO group_members (user_group, members, said_at) VALUES ('S9', '[]', 1)`.execute(database);
    await database.destroy();
    expect(await refusal(moveStore(file, url, CONTEXT))).toMatch(/is not empty \(group_members has rows\)/);
    expect((await everything(url))['group_members']).toHaveLength(1);
  });

  test('a source without a store, and one on which a replica works that does not lead, are refused', async () => {
    const url = await server.database();
    expect(await refusal(moveStore(url, aFile(), CONTEXT))).toMatch(/holds no store, or one of an older Leakbot/);
    const database = await openPostgres(url);
    expect(await refusal(moveStore(url, aFile(), CONTEXT))).toMatch(/stop every replica first/);
    await database.destroy();
    const file = aFile();
    await moveStore(url, file, CONTEXT);
    expect(existsSync(file)).toBe(true);
  });

  test('a server that is killed half-way keeps nothing of it, and the move can be started again', async () => {
    const own = await PostgresServer.start();
    onTestFinished(() => own.stop());
    const [file, url] = [await filledFile(), await own.database()];
    let killed: Promise<void> | undefined;
    const kills = {
      ...CONTEXT,
      moved({ table }: { readonly table: string }) {
        if (table === 'pictures') killed = own.kill();
      },
    };
    expect(await refusal(moveStore(file, url, kills))).toMatch(
      /PostgreSQL .* (ended the connection|cannot be reached)/,
    );
    await killed;
    await own.run();
    expect(Object.values(await everything(url)).flat()).toEqual([]);
    await moveStore(file, url, { ...CONTEXT, holder: 'the test' });
    expect(await everything(url)).toEqual(await everything(file));
  });
});

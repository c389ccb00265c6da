import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { PostgresServer, WITHOUT_POSTGRES } from '../../../scripts/postgres/postgres-server.ts';
import { openPostgres, readPostgres } from '../../../src/adapters/postgres/database.ts';
import { migrations } from '../../../src/adapters/stores/migrations.ts';
import type { Database } from '../../../src/adapters/stores/tables.ts';
import { StoreError } from '../../../src/foundation/store-error.ts';

async function opened(url: string, patience?: number): Promise<Database> {
  const database = await openPostgres(url, { patience });
  onTestFinished(() => database.destroy());
  return database;
}

/** What is said of a database that cannot be opened. */
async function trouble(opening: Promise<unknown>): Promise<string> {
  const error: unknown = await opening.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StoreError);
  return error instanceof StoreError ? error.message : '';
}

const mute = (key: string) => ({ key, since: 1, body: '{}' });

describe.skipIf(WITHOUT_POSTGRES !== undefined)(`with a real PostgreSQL (${WITHOUT_POSTGRES ?? 'here'})`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server.stop());

  test('several that start at once make the tables once', async () => {
    const url = await server.database();
    const all = await Promise.all([opened(url), opened(url), opened(url)]);
    const { rows } = await sql`SELECT name FROM kysely_migration`.execute(all[0]);
    expect(rows).toHaveLength(Object.keys(migrations).length);
  });

  test('what a newer Leakbot wrote is refused, and left as it was', async () => {
    const url = await server.database();
    const database = await opened(url);
    await sql`INSERT INTO kysely_migration VALUES ('999-later', '2030-01-01')`.execute(database);
    expect(await trouble(openPostgres(url))).toMatch(
      /^PostgreSQL 127\.0\.0\.1:\d+\/leakbot_\d+ was written by a newer Leakbot \(it has 999-later\)/,
    );
    expect(await trouble(readPostgres(url))).toContain('newer');
  });

  test('reading makes nothing', async () => {
    const url = await server.database();
    expect(await readPostgres(url)).toBeUndefined();
    expect(await readPostgres(url)).toBeUndefined();
    const database = await opened(url);
    await database.insertInto('mutes').values(mute('a')).execute();
    const reading = await readPostgres(url);
    expect(await reading?.selectFrom('mutes').select('key').execute()).toEqual([{ key: 'a' }]);
    await reading?.destroy();
  });

  test.each([
    ['no such database', () => server.url('nowhere'), /has no such database \(3D000\): make it/],
    [
      'a host that is not there',
      () => 'postgres://leakbot:secret@127.0.0.1:1/x',
      /cannot be reached \(ECONNREFUSED\): check that PostgreSQL runs/,
    ],
    ['a name that is not known', () => 'postgres://leakbot:secret@host.invalid/x', /host name that is not known/],
  ])('%s: one sentence, and no password', async (_, url, words) => {
    const said = await trouble(openPostgres(url(), { patience: 0 }));
    expect(said).toMatch(words);
    expect(said).not.toContain('secret');
  });

  test('transactions of one process come one after the other', async () => {
    const database = await opened(await server.database());
    await database.insertInto('mutes').values(mute('n')).execute();
    const add = () =>
      database.transaction().execute(async (transaction) => {
        const row = await transaction
          .selectFrom('mutes')
          .select('since')
          .where('key', '=', 'n')
          .executeTakeFirstOrThrow();
        await transaction
          .updateTable('mutes')
          .set({ since: row.since + 1 })
          .where('key', '=', 'n')
          .execute();
      });
    await Promise.all(Array.from({ length: 20 }, add));
    expect(await database.selectFrom('mutes').select('since').execute()).toEqual([{ since: 21 }]);
  });

  test('a server that is killed and comes back loses nothing that was said to be stored', async () => {
    const own = await PostgresServer.start();
    onTestFinished(() => own.stop());
    const database = await opened(await own.database());
    const stored: string[] = [];
    let failed = 0;
    const ended = new AbortController();
    const writing = (async () => {
      for (let i = 0; !ended.signal.aborted; i += 1) {
        try {
          await database.transaction().execute(async (transaction) => {
            await transaction
              .insertInto('mutes')
              .values(mute(`${i}`))
              .execute();
          });
          stored.push(`${i}`);
        } catch (error) {
          expect(error).toBeInstanceOf(StoreError);
          failed += 1;
        }
      }
    })();
    for (let kills = 0; kills < 3; kills += 1) {
      const before = stored.length;
      while (stored.length < before + 20) await new Promise((resolve) => setTimeout(resolve, 10));
      await own.kill();
      await own.run();
    }
    ended.abort();
    await writing;
    const rows = await database.selectFrom('mutes').select('key').execute();
    expect(rows.map(({ key }) => key)).toEqual(expect.arrayContaining(stored));
    // At most the one that was under way at each kill.
    expect(failed).toBeLessThanOrEqual(3);
  });
});

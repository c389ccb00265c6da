import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { PostgresServer, WITHOUT_POSTGRES } from '../../../scripts/postgres/postgres-server.ts';
import { openPostgres } from '../../../src/adapters/postgres/database.ts';
import { openStores } from '../../../src/commands/stores.ts';
import { systemClock } from '../../../src/foundation/clock.ts';
import { anOomKill } from '../../support/bot.ts';
import { NOON } from '../../support/investigations.ts';

/** The release before this one: see the README there. */
const PREVIOUS = new URL('../../fixtures/postgres/014/', import.meta.url);
const SCHEMA = readFileSync(new URL('schema.sql', PREVIOUS), 'utf8');
const STATEMENTS = JSON.parse(readFileSync(new URL('statements.json', PREVIOUS), 'utf8')) as readonly string[];

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

/** Columns of every table, as `table.column`. */
async function columnsOf(client: pg.Client): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT table_name || '.' || column_name AS name FROM information_schema.columns WHERE table_schema = 'public'`,
  );
  return new Set(rows.map(({ name }) => name));
}

/** What keeps the previous release from working on a database: statements that mean nothing there, columns that it does not fill. */
async function inItsWay(client: pg.Client, known: ReadonlySet<string>): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const statement of STATEMENTS) {
    await client.query(`PREPARE previous AS ${statement}`).then(
      () => client.query('DEALLOCATE previous'),
      (error: unknown) => problems.push(`${String(error)}: ${statement}`),
    );
  }
  const { rows } = await client.query<{ name: string }>(
    `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
    WHERE table_schema = 'public' AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'`,
  );
  const tables = new Set([...known].map((name) => name.split('.')[0]));
  const unfilled = rows.filter(({ name }) => !known.has(name) && tables.has(name.split('.')[0]));
  const there = await columnsOf(client);
  problems.push(...[...known].filter((name) => !there.has(name)).map((name) => `${name} is gone`));
  return [...problems, ...unfilled.map(({ name }) => `${name} has to be filled`)];
}

describe.skipIf(WITHOUT_POSTGRES !== undefined)(`with a real PostgreSQL (${WITHOUT_POSTGRES ?? 'here'})`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server.stop());

  /** A database as the previous release left it. */
  async function previous() {
    const url = await server.database();
    const client = await connected(url);
    await client.query(SCHEMA);
    await client.query(`SET search_path TO public`);
    return { url, client, known: await columnsOf(client) };
  }

  test('the previous release works on a database that this one has brought up to date, as on its own', async () => {
    const { url, client, known } = await previous();
    expect(STATEMENTS.length).toBeGreaterThan(100);
    expect(await inItsWay(client, known)).toEqual([]);
    await (await openPostgres(url)).destroy();
    expect(await inItsWay(client, known)).toEqual([]);
  });

  test.each([
    [
      'a column that it reads has another name',
      'ALTER TABLE outbox RENAME COLUMN sent TO delivered',
      /column "sent" does not exist/,
    ],
    [
      'a column that it does not know has to be filled',
      'ALTER TABLE mutes ADD COLUMN who TEXT NOT NULL',
      /^mutes\.who has to be filled$/,
    ],
    ['a table is gone', 'DROP TABLE sender_notes', /^sender_notes\.id is gone$/m],
  ])('a migration after which it would not is seen: %s', async (_, migration, problem) => {
    const { client, known } = await previous();
    await client.query(migration);
    const problems = await inItsWay(client, known);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join('\n')).toMatch(problem);
  });

  test('what the previous release stored during the upgrade is taken up by this one', async () => {
    const { url, client } = await previous();
    const stores = await openStores(url, systemClock);
    onTestFinished(() => stores.close());
    const insert = STATEMENTS.find((statement) => statement.startsWith('insert into "alerts"')) ?? '';
    const alert = anOomKill();
    await client.query(insert, [
      alert.fingerprint,
      alert.startsAt,
      alert.status,
      JSON.stringify(alert),
      NOON,
      alert.source,
      alert.name,
      null,
      null,
    ]);
    const [waiting] = await stores.investigations.waitingAlerts();
    expect(waiting).toMatchObject({ alert, receivedAt: NOON });
  });
});

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { openPostgres } from '../../src/adapters/postgres/database.ts';
import { postgresSpace } from '../../src/adapters/postgres/space.ts';
import { openDatabase } from '../../src/adapters/sqlite/database.ts';
import { sqliteSpace } from '../../src/adapters/sqlite/space.ts';
import type { Database } from '../../src/adapters/stores/tables.ts';
import type { StoreSpace } from '../../src/collection/stores.ts';
import { isPostgres } from '../../src/foundation/store-location.ts';

/** Names the environment variable with the address of the server that `test-server.ts` started. */
export const TEST_SERVER = 'LEAKBOT_TEST_SERVER';

/** A database of that server with an empty store, from which others are copied: migrating each would take longer. */
export const TEMPLATE = 'leakbot_template';

/** Whether tests keep their stores on PostgreSQL. */
export function onPostgres(): boolean {
  return process.env[TEST_SERVER] !== undefined;
}

/** Where the bot of a test keeps its state: a file in the folder, or an empty database where tests run on PostgreSQL. */
export async function testDatabase(folder: string): Promise<string> {
  return anEmptyLocation(join(folder, 'leakbot.db'));
}

/** A store of a test to be opened by its location: in memory unless said otherwise, or on PostgreSQL. Ends with the test. */
export async function anEmptyLocation(elsewhere = ':memory:'): Promise<string> {
  if (!onPostgres()) return elsewhere;
  const url = await copied();
  onTestFinished(() => asked(`DROP DATABASE ${new URL(url).pathname.slice(1)} WITH (FORCE)`));
  return url;
}

/** Stores that earlier tests of this process have done with: what a connection knows of its tables is learnt once. */
const free: Database[] = [];

/** An empty store: in memory, or on PostgreSQL. To be destroyed by who opened it. */
export async function anEmptyDatabase(): Promise<Database> {
  if (!onPostgres()) return openDatabase(':memory:');
  const database = free.pop() ?? (await openPostgres(await copied()));
  let inUse = true;
  database.destroy = async () => {
    if (!inUse) return;
    inUse = false;
    await emptied(database);
    free.push(database);
  };
  return database;
}

/** The room that such a store takes. */
export function spaceOf(database: Database): StoreSpace {
  return onPostgres() ? postgresSpace(database) : sqliteSpace(database);
}

/** Opens a store to look into it, wherever it is. */
export async function openAt(location: string): Promise<Database> {
  return isPostgres(location) ? openPostgres(location) : openDatabase(location);
}

async function copied(): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asked(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  const url = new URL(server());
  url.pathname = `/${name}`;
  return url.href;
}

/** As a new one: no rows, and numbers begin at 1. Rows that are few are deleted in a tenth of the time of TRUNCATE. */
async function emptied(database: Database): Promise<void> {
  await sql`DO $$ DECLARE one text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'kysely%' LOOP
      EXECUTE format('DELETE FROM %I', one);
    END LOOP;
    PERFORM setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences WHERE schemaname = 'public';
  END $$`.execute(database);
}

async function asked(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server() });
  await client.connect();
  await client.query(statement);
  await client.end();
}

function server(): string {
  const url = process.env[TEST_SERVER];
  if (url === undefined) throw new Error('these tests do not run on PostgreSQL');
  return url;
}

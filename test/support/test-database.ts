import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { onTestFinished } from 'vitest';

/** Names the environment variable with the address of the server that `test-server.ts` started. */
export const TEST_SERVER = 'LEAKBOT_TEST_SERVER';

/** Where the bot of a test keeps its state: a file in the folder, or an empty database where tests run on PostgreSQL. */
export async function testDatabase(folder: string): Promise<string> {
  const server = process.env[TEST_SERVER];
  if (server === undefined) return join(folder, 'leakbot.db');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asked(server, `CREATE DATABASE ${name}`);
  onTestFinished(() => asked(server, `DROP DATABASE ${name} WITH (FORCE)`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function asked(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(statement);
  await client.end();
}

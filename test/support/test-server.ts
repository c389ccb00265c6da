import { PostgresServer } from '../../scripts/postgres/postgres-server.ts';
import { TEST_SERVER } from './test-database.ts';

/** Before all tests: `LEAKBOT_TEST_DATABASE=postgres` starts the server on which whole bots keep their state. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['LEAKBOT_TEST_DATABASE'] !== 'postgres') return undefined;
  const server = await PostgresServer.start();
  process.env[TEST_SERVER] = server.url('postgres');
  return () => server.stop();
}

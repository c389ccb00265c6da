import { PostgresServer } from '../../scripts/postgres/postgres-server.ts';
import { openPostgres } from '../../src/adapters/postgres/database.ts';
import { TEMPLATE, TEST_SERVER } from './test-database.ts';

/** Before all tests: `LEAKBOT_TEST_DATABASE=postgres` starts the server on which tests keep their stores. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['LEAKBOT_TEST_DATABASE'] !== 'postgres') return undefined;
  const server = await PostgresServer.start();
  const template = await openPostgres(await server.database(TEMPLATE));
  await template.destroy();
  process.env[TEST_SERVER] = server.url('postgres');
  return () => server.stop();
}

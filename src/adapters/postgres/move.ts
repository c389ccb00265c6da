import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { InvalidInputError } from '../../foundation/errors.ts';
import { StoreError } from '../../foundation/store-error.ts';
import { shownLocation } from '../../foundation/store-location.ts';
import { firstFilledTable, type MoveSource, type MoveTarget } from '../stores/move/move.ts';
import type { MovedTable } from '../stores/move/moved-tables.ts';
import type { Database } from '../stores/tables.ts';
import { openPostgres, readPostgres } from './database.ts';
import { keptText } from './kept-text.ts';

/** Nothing is gained by waiting for a server: who moves a store sits before it. */
const AT_ONCE = { patience: 0, name: 'leakbot migrate' };

/** Opens a store to move it elsewhere. Throws StoreError, InvalidInputError while replicas take alerts for it. */
export async function sourceOnServer(url: string): Promise<MoveSource> {
  const database = await readPostgres(url, AT_ONCE);
  if (database === undefined) {
    throw new StoreError({
      says: `${shownLocation(url)} holds no store, or one of an older Leakbot`,
      fix: 'check the address; start this version on it once, which brings it up to date, stop it, then move the store',
    });
  }
  await endUnless(database, () => refuseWhileOthersWork(database, url));
  return {
    database,
    async highest({ table, numbered = 'id' }) {
      const sequence = await sequenceOf(database, { table, numbered });
      if (sequence === undefined) return 0;
      const { rows } = await sql<{ highest: number }>`
        SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS highest FROM ${sql.raw(sequence)}`.execute(database);
      return rows[0]?.highest ?? 0;
    },
  };
}

/** Opens a database that is to be filled and makes its tables. Throws InvalidInputError for one that has rows, or is in use. */
export async function targetOnServer(url: string): Promise<Database> {
  const database = await openPostgres(url, AT_ONCE);
  await endUnless(database, async () => {
    await refuseWhileOthersWork(database, url);
    const filled = await firstFilledTable(database);
    if (filled === undefined) return;
    throw new InvalidInputError(
      `${shownLocation(url)} is not empty (${filled} has rows): name an empty database, none is overwritten`,
    );
  });
  return database;
}

/** In one transaction: the server keeps all of it or nothing. */
export function fillServer<Result>(database: Database, fill: (target: MoveTarget) => Promise<Result>): Promise<Result> {
  return database.transaction().execute((transaction) =>
    fill({
      database: transaction,
      keptText,
      async numberFrom(table, highest) {
        const sequence = await sequenceOf(transaction, table);
        if (sequence === undefined || highest === 0) return;
        await sql`SELECT setval(${sequence}::regclass, ${highest})`.execute(transaction);
      },
    }),
  );
}

/** A connection that was closed a moment ago is still listed: so many looks, so many milliseconds apart. */
const CLOSING = { looks: 10, apart: 200 } as const;

/** Replicas that do not lead hold no lease, and store alerts all the same. */
async function refuseWhileOthersWork(database: Database, url: string): Promise<void> {
  let rows = await connectedOf(database);
  for (let look = 1; rows.length > 0 && look < CLOSING.looks; look += 1) {
    await pause(CLOSING.apart);
    rows = await connectedOf(database);
  }
  if (rows.length === 0) return;
  const from = [...new Set(rows.map(({ client }) => client ?? 'its own host'))].join(', ');
  throw new InvalidInputError(
    `Leakbot works on ${shownLocation(url)} (from ${from}): stop every replica first, then move the store`,
  );
}

async function connectedOf(database: Database): Promise<readonly { readonly client: string | null }[]> {
  const { rows } = await sql<{ client: string | null }>`
    SELECT client_addr::text AS client FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'leakbot'`.execute(database);
  return rows;
}

async function sequenceOf(
  database: Database,
  { table, numbered = 'id' }: Pick<MovedTable, 'table' | 'numbered'>,
): Promise<string | undefined> {
  const { rows } = await sql<{ sequence: string | null }>`
    SELECT pg_get_serial_sequence(${table}, ${numbered}) AS sequence`.execute(database);
  return rows[0]?.sequence ?? undefined;
}

async function endUnless(database: Database, holds: () => Promise<void>): Promise<void> {
  try {
    await holds();
  } catch (error) {
    await database.destroy();
    throw error;
  }
}

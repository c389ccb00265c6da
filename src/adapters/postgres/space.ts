import { sql } from 'kysely';
import type { StoreSpace } from '../../collection/stores.ts';
import type { Bytes } from '../../measurement/bytes.ts';
import type { Database } from '../stores/tables.ts';

/** The columns that grow: everything else is small beside them. */
const LARGE = [
  ['collector_profiles', 'bytes'],
  ['collector_blocks', 'samples'],
  ['collector_scrapes', 'samples'],
  ['pictures', 'png'],
  ['investigations', 'state'],
  ['source_files', 'content'],
] as const;

/**
 * What is kept, as it is stored. The files of PostgreSQL are larger, and after rows are deleted they stay so until its own
 * housekeeping uses the room again: what was deleted must not count, else more and more would be.
 */
export function postgresSpace(database: Database): StoreSpace {
  const sizeOf = async (columns: readonly (readonly [table: string, column: string])[]): Promise<Bytes> => {
    const sums = columns.map(
      ([table, column]) => sql`(SELECT coalesce(sum(pg_column_size(${sql.ref(column)})), 0) FROM ${sql.table(table)})`,
    );
    const { rows } = await sql<{ bytes: Bytes }>`SELECT ${sql.join(sums, sql` + `)} AS bytes`.execute(database);
    return rows[0]?.bytes ?? 0;
  };
  return {
    used: () => sizeOf(LARGE),
    usedByInvestigations: () =>
      sizeOf([
        ['pictures', 'png'],
        ['investigations', 'state'],
      ]),
    giveBack: () => Promise.resolve(),
  };
}

/** What the database takes on its server's disk; how much is free there it does not say. */
export async function roomOnServer(database: Database): Promise<{ readonly taken: Bytes; readonly free: undefined }> {
  const { rows } = await sql<{ bytes: Bytes }>`SELECT pg_database_size(current_database()) AS bytes`.execute(database);
  return { taken: rows[0]?.bytes ?? 0, free: undefined };
}

/** What each table takes with its indexes, and what PostgreSQL keeps of it aside. */
export async function serverTables(
  database: Database,
): Promise<readonly { readonly table: string; readonly bytes: Bytes }[]> {
  const { rows } = await sql<{ readonly table: string; readonly bytes: Bytes }>`
    SELECT relname AS "table", pg_total_relation_size(oid) AS bytes FROM pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND relname NOT LIKE 'kysely%'`.execute(
    database,
  );
  return rows;
}

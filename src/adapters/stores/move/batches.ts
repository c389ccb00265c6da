import { sql } from 'kysely';
import { type Bytes, MiB } from '../../../measurement/bytes.ts';
import type { Database } from '../tables.ts';
import type { Row } from './digest.ts';
import type { MovedTable } from './moved-tables.ts';

/** So much is held at once; one row may be larger. */
const IN_A_BATCH: Bytes = 4 * MiB;

/** SQLite takes 32,766 parameters in a statement, PostgreSQL 65,535: “Limits In SQLite”, message Bind of PostgreSQL’s protocol. */
const MOST_PARAMETERS = 30_000;

export interface Column {
  readonly name: string;
  /** Text or bytes: what makes a row large. */
  readonly large: boolean;
}

/** Reads the rows of a table that fulfil a condition, in the order of its key. */
export async function* batchesOf(
  database: Database,
  { table, key }: MovedTable,
  { columns, where }: { readonly columns: readonly Column[]; readonly where: string },
): AsyncGenerator<readonly Row[]> {
  const names = sql.join(columns.map(({ name }) => sql.ref(name)));
  const keys = sql.join(key.map((name) => sql.ref(name)));
  const size = sql.join(
    [
      sql`0`,
      ...columns.filter(({ large }) => large).map(({ name }) => sql`coalesce(octet_length(${sql.ref(name)}), 0)`),
    ],
    sql` + `,
  );
  const atMost = Math.floor(MOST_PARAMETERS / columns.length);
  let after: Row | undefined;
  for (;;) {
    const begun = after === undefined ? sql`` : sql` AND (${keys}) > (${valuesOf(key, after)})`;
    const from = sql`FROM ${sql.table(table)} WHERE ${sql.raw(where)}${begun}`;
    const sized = await sql<Row & { readonly bytes_of_row: number }>`
      SELECT ${keys}, ${size} AS bytes_of_row ${from} ORDER BY ${keys} LIMIT ${atMost}`.execute(database);
    const last = lastThatFits(sized.rows);
    if (last === undefined) return;
    const { rows } = await sql<Row>`
      SELECT ${names} ${from} AND (${keys}) <= (${valuesOf(key, last)}) ORDER BY ${keys}`.execute(database);
    yield rows;
    after = last;
  }
}

function valuesOf(key: readonly string[], row: Row) {
  return sql.join(key.map((name) => sql`${row[name]}`));
}

function lastThatFits<Sized extends { readonly bytes_of_row: number }>(rows: readonly Sized[]): Sized | undefined {
  let bytes = 0;
  let last: Sized | undefined;
  for (const row of rows) {
    bytes += row.bytes_of_row;
    if (last !== undefined && bytes > IN_A_BATCH) break;
    last = row;
  }
  return last;
}

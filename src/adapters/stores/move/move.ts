import { sql } from 'kysely';
import { StoreError } from '../../../foundation/store-error.ts';
import type { Database } from '../tables.ts';
import { batchesOf, type Column } from './batches.ts';
import { type Row, RowDigest } from './digest.ts';
import { MOVED, type MovedTable } from './moved-tables.ts';

/** A store that is moved from. */
export interface MoveSource {
  readonly database: Database;
  /** The highest number that a column has ever given to a row, 0 for none. */
  highest(table: MovedTable): Promise<number>;
}

/** A store that is moved to. */
export interface MoveTarget {
  readonly database: Database;
  /** A text as this database keeps it. */
  keptText(text: string): string;
  /** Numbers that were given before are not given again. */
  numberFrom(table: MovedTable, highest: number): Promise<void>;
}

/** What was moved of one table, and proven to be the same on both sides. */
export interface MovedRows {
  readonly table: string;
  readonly rows: number;
  /** See `RowDigest`. */
  readonly hash: string;
}

export interface MoveWatch {
  /** Called for each batch; throws what ends the move. */
  moved(progress: { readonly table: string; readonly rows: number; readonly of: number }): void;
}

/** Whether a database keeps nothing yet: else the first table that has rows. */
export async function firstFilledTable(database: Database): Promise<string | undefined> {
  for (const { table } of MOVED) {
    const { rows } = await sql`SELECT 1 FROM ${sql.table(table)} LIMIT 1`.execute(database);
    if (rows.length > 0) return table;
  }
  return undefined;
}

/**
 * Copies every table, then reads all of the target and compares. Throws StoreError where they differ. Whether the target
 * has all of it or nothing, whatever happens meanwhile, is the business of whoever opened it.
 */
export async function move(source: MoveSource, target: MoveTarget, watch: MoveWatch): Promise<readonly MovedRows[]> {
  const columns = await columnsOf(source.database);
  const digests: (readonly [MovedTable, RowDigest])[] = [];
  for (const table of MOVED) {
    digests.push([table, await copy(table, { source, target, columns: columns(table), watch })]);
    if (table.numbered !== undefined) await target.numberFrom(table, await source.highest(table));
  }
  const there = await columnsOf(target.database);
  for (const [table, digest] of digests) {
    const found = await digestOf(table, target.database, there(table));
    if (found.hash === digest.hash && found.rows === digest.rows) continue;
    throw new StoreError({
      says: `${table.table} has ${found.rows} rows after the move (${found.hash.slice(0, 12)}), and ${digest.rows} before it (${digest.hash.slice(0, 12)})`,
      fix: 'nothing was kept of the move: start it again',
    });
  }
  return digests.map(([{ table }, { rows, hash }]) => ({ table, rows, hash }));
}

interface Copying {
  readonly source: MoveSource;
  readonly target: MoveTarget;
  readonly columns: readonly Column[];
  readonly watch: MoveWatch;
}

async function copy(table: MovedTable, { source, target, columns, watch }: Copying): Promise<RowDigest> {
  const digest = new RowDigest();
  const all = await countOf(source.database, table);
  for (const where of table.parts ?? ['1 = 1']) {
    for await (const batch of batchesOf(source.database, table, { columns, where })) {
      const rows = batch.map((row) => keptRow(table, row, target));
      await insert(target.database, table, { columns, rows });
      for (const row of rows) digest.add(row);
      watch.moved({ table: table.table, rows: digest.rows, of: all });
    }
  }
  return digest;
}

async function digestOf(table: MovedTable, database: Database, columns: readonly Column[]): Promise<RowDigest> {
  const digest = new RowDigest();
  for await (const rows of batchesOf(database, table, { columns, where: '1 = 1' })) {
    for (const row of rows) digest.add(row);
  }
  return digest;
}

async function insert(
  database: Database,
  { table }: MovedTable,
  { columns, rows }: { readonly columns: readonly Column[]; readonly rows: readonly Row[] },
): Promise<void> {
  const names = sql.join(columns.map(({ name }) => sql.ref(name)));
  const values = rows.map((row) => sql`(${sql.join(columns.map(({ name }) => sql`${row[name]}`))})`);
  await sql`INSERT INTO ${sql.table(table)} (${names}) VALUES ${sql.join(values)}`.execute(database);
}

/** A number that JavaScript cannot hold would be another one in the target, and the proof would not see it. */
function keptRow({ table }: MovedTable, row: Row, { keptText }: MoveTarget): Row {
  const entries = Object.entries(row).map(([column, value]) => {
    if (typeof value === 'number' && !Number.isSafeInteger(value)) {
      throw new StoreError({
        says: `${table}.${column} holds a number beyond 2^53, which no Leakbot wrote`,
        fix: 'correct that row, then move the store',
      });
    }
    return [column, typeof value === 'string' ? keptText(value) : value] as const;
  });
  return Object.fromEntries(entries);
}

async function countOf(database: Database, { table }: MovedTable): Promise<number> {
  const { rows } = await sql<{ count: number }>`SELECT count(*) AS count FROM ${sql.table(table)}`.execute(database);
  return rows[0]?.count ?? 0;
}

/** The columns of each table, without row numbers that no one reads. */
async function columnsOf(database: Database): Promise<(table: MovedTable) => readonly Column[]> {
  const tables = await database.introspection.getTables();
  return ({ table, numbered }) => {
    const found = tables.find(({ name }) => name === table)?.columns ?? [];
    const columns = found.map(({ name, dataType }) => ({ name, large: /^(text|blob|bytea)$/i.test(dataType) }));
    const named = columns.filter(({ name }) => name !== 'rowid');
    return numbered === 'rowid' ? [...named, { name: 'rowid', large: false }] : named;
  };
}

import { sql } from 'kysely';
import type { StoreSpace } from '../../collection/stores.ts';
import type { Bytes } from '../../measurement/bytes.ts';
import { inBatches } from '../stores/in-batches.ts';
import type { Database } from '../stores/tables.ts';

/** So many free pages may stay for the next writes. */
const SPARE_PAGES = 256;
/** At most so many are given back at once: 32 MiB. */
const MOST_PAGES = 8192;
/** So many are given back in one transaction: 1 MiB. */
const A_BATCH = 256;

/** The room that a database takes, by its pages. */
export function sqliteSpace(database: Database): StoreSpace {
  return {
    async used() {
      const pages = await pragma(database, 'page_count');
      const free = await pragma(database, 'freelist_count');
      return (pages - free) * (await pragma(database, 'page_size'));
    },

    async usedByInvestigations() {
      const { rows } = await sql<{ bytes: Bytes }>`
        SELECT (SELECT coalesce(sum(length(png)), 0) FROM pictures)
             + (SELECT coalesce(sum(length(state)), 0) FROM investigations) AS bytes`.execute(database);
      return rows[0]?.bytes ?? 0;
    },

    async giveBack() {
      const free = await pragma(database, 'freelist_count');
      let left = Math.min(MOST_PAGES, free - SPARE_PAGES);
      await inBatches(database, async (transaction) => {
        const pages = Math.max(0, Math.min(A_BATCH, left));
        left -= pages;
        // The pragma gives back one page each time it is stepped, and a statement without rows is stepped once.
        for (let i = 0; i < pages; i += 1) await sql`PRAGMA incremental_vacuum(1)`.execute(transaction);
        return pages;
      });
    },
  };
}

/** What each table takes with its indexes. Reads every page: for whoever asks, not for a bot at work. */
export async function fileTables(
  database: Database,
): Promise<readonly { readonly table: string; readonly bytes: Bytes }[]> {
  const { rows } = await sql<{ readonly table: string; readonly bytes: Bytes }>`
    SELECT sqlite_schema.tbl_name AS "table", sum(dbstat.pgsize) AS bytes
    FROM dbstat JOIN sqlite_schema ON sqlite_schema.name = dbstat.name
    WHERE sqlite_schema.tbl_name NOT LIKE 'kysely%' AND sqlite_schema.tbl_name NOT LIKE 'sqlite%'
    GROUP BY sqlite_schema.tbl_name`.execute(database);
  return rows;
}

async function pragma(database: Database, name: 'page_count' | 'freelist_count' | 'page_size'): Promise<number> {
  const { rows } = await sql<Record<string, number>>`PRAGMA ${sql.raw(name)}`.execute(database);
  return rows[0]?.[name] ?? 0;
}

import { sql, type Transaction } from 'kysely';
import type { Instant } from '../../foundation/clock.ts';
import type { Tables } from './tables.ts';

/** Rows deleted in one transaction: some milliseconds. */
const A_BATCH = 1000;

/** Deletes some blocks that end before a moment; returns how many. */
export async function deleteBlocks(transaction: Transaction<Tables>, time: Instant): Promise<number> {
  const { numAffectedRows } = await sql`
    DELETE FROM collector_blocks WHERE (series, first) IN
      (SELECT series, first FROM collector_blocks WHERE last < ${time} LIMIT ${A_BATCH})`.execute(transaction);
  return Number(numAffectedRows);
}

/** Deletes some rows from before a moment; returns how many. */
export async function deleteRows(transaction: Transaction<Tables>, time: Instant): Promise<number> {
  const { numAffectedRows } = await sql`
    DELETE FROM collector_scrapes WHERE (instance, time) IN
      (SELECT instance, time FROM collector_scrapes WHERE time < ${time} LIMIT ${A_BATCH})`.execute(transaction);
  return Number(numAffectedRows);
}

/** Deletes series that have no sample left, and label sets that have no series left. Names stay: they are few. */
export async function deleteEmptySeries(transaction: Transaction<Tables>): Promise<void> {
  await sql`
    DELETE FROM collector_series
    WHERE NOT EXISTS (SELECT 1 FROM collector_blocks WHERE collector_blocks.series = collector_series.id)
      AND label_set NOT IN (
        SELECT id FROM collector_label_sets WHERE instance IN (SELECT DISTINCT instance FROM collector_scrapes)
      )`.execute(transaction);
  await sql`
    DELETE FROM collector_label_sets
    WHERE NOT EXISTS (SELECT 1 FROM collector_series WHERE label_set = collector_label_sets.id)`.execute(transaction);
}

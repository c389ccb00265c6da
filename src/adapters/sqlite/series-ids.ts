import type { Transaction } from 'kysely';
import { InternalError } from '../../foundation/errors.ts';
import type { Tables } from './database.ts';

export type Labels = Readonly<Record<string, string>>;

/** Finds or makes the small number that stands for a metric of a label set. */
export interface SeriesIds {
  idOf(transaction: Transaction<Tables>, metric: string, labels: Labels): Promise<number>;
  /** To be called when rows of the table were deleted or a transaction was rolled back. */
  forget(): void;
}

export function seriesIds(): SeriesIds {
  const known = new Map<string, number>();
  return {
    async idOf(transaction, metric, labels) {
      const text = labelsText(labels);
      const key = metric + text;
      const cached = known.get(key);
      if (cached !== undefined) return cached;
      const id = await findOrInsert(transaction, { metric, labels: text, instance: labels['instance'] ?? '' });
      known.set(key, id);
      return id;
    },
    forget: () => known.clear(),
  };
}

async function findOrInsert(
  transaction: Transaction<Tables>,
  row: { readonly metric: string; readonly labels: string; readonly instance: string },
): Promise<number> {
  const inserted = await transaction
    .insertInto('collector_series')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted !== undefined) return inserted.id;
  const found = await transaction
    .selectFrom('collector_series')
    .select('id')
    .where('metric', '=', row.metric)
    .where('labels', '=', row.labels)
    .executeTakeFirst();
  if (found === undefined) throw new InternalError(`series ${row.metric}${row.labels} is neither new nor known`);
  return found.id;
}

/** Equal label sets give equal texts. Labels without a value are absent labels. */
function labelsText(labels: Labels): string {
  const entries = Object.entries(labels).filter(([, value]) => value !== '');
  return JSON.stringify(Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))));
}

import type { Transaction } from 'kysely';
import type { Tables } from './tables.ts';

export type Labels = Readonly<Record<string, string>>;

/** Finds or makes the small number that stands for a metric of a label set. */
export class SeriesIds {
  readonly #known = new Map<string, number>();

  idOf(transaction: Transaction<Tables>, metric: string, labels: Labels): Promise<number> {
    const text = labelsText(labels);
    return this.#kept(metric + text, async () => {
      const name = await this.#kept(`metric ${metric}`, () => metricId(transaction, metric));
      const labelSet = await this.#kept(`labels ${text}`, () =>
        labelSetId(transaction, text, labels['instance'] ?? ''),
      );
      return seriesId(transaction, name, labelSet);
    });
  }

  /** To be called when rows of the table were deleted or a transaction was rolled back. */
  forget(): void {
    this.#known.clear();
  }

  async #kept(key: string, find: () => Promise<number>): Promise<number> {
    const cached = this.#known.get(key);
    if (cached !== undefined) return cached;
    const id = await find();
    this.#known.set(key, id);
    return id;
  }
}

// Each sets a column to what it is already: only then does SQLite return the row that stood in the way.

async function metricId(transaction: Transaction<Tables>, name: string): Promise<number> {
  const row = await transaction
    .insertInto('collector_metrics')
    .values({ name })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ name }))
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

async function labelSetId(transaction: Transaction<Tables>, labels: string, instance: string): Promise<number> {
  const row = await transaction
    .insertInto('collector_label_sets')
    .values({ labels, instance })
    .onConflict((conflict) => conflict.column('labels').doUpdateSet({ labels }))
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

async function seriesId(transaction: Transaction<Tables>, metric: number, label_set: number): Promise<number> {
  const row = await transaction
    .insertInto('collector_series')
    .values({ metric, label_set })
    .onConflict((conflict) => conflict.columns(['metric', 'label_set']).doUpdateSet({ metric }))
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

/** Equal label sets give equal texts. Labels without a value are absent labels. */
function labelsText(labels: Labels): string {
  const entries = Object.entries(labels).filter(([, value]) => value !== '');
  return JSON.stringify(Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))));
}

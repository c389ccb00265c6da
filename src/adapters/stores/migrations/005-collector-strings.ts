import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Each metric name and each label set is kept once: a process has forty series with the same labels. */
export const collectorStrings: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE TABLE collector_metrics (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT`.execute(db);
    await sql`
      CREATE TABLE collector_label_sets (
        id INTEGER PRIMARY KEY,
        instance TEXT NOT NULL,
        labels TEXT NOT NULL UNIQUE
      ) STRICT`.execute(db);
    await sql`INSERT INTO collector_metrics (name) SELECT DISTINCT metric FROM collector_series`.execute(db);
    await sql`
      INSERT INTO collector_label_sets (instance, labels)
      SELECT min(instance), labels FROM collector_series GROUP BY labels`.execute(db);
    await sql`ALTER TABLE collector_series RENAME TO collector_series_before`.execute(db);
    await sql`
      CREATE TABLE collector_series (
        id INTEGER PRIMARY KEY,
        metric INTEGER NOT NULL REFERENCES collector_metrics (id),
        label_set INTEGER NOT NULL REFERENCES collector_label_sets (id),
        UNIQUE (metric, label_set)
      ) STRICT`.execute(db);
    await sql`CREATE INDEX collector_series_by_label_set ON collector_series (label_set)`.execute(db);
    await sql`
      INSERT INTO collector_series (id, metric, label_set)
      SELECT before.id, collector_metrics.id, collector_label_sets.id
      FROM collector_series_before AS before
      JOIN collector_metrics ON collector_metrics.name = before.metric
      JOIN collector_label_sets ON collector_label_sets.labels = before.labels`.execute(db);
    await sql`DROP TABLE collector_series_before`.execute(db);
  },
};

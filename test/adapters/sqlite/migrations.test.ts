import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, it } from 'vitest';
import { openDatabase } from '../../../src/adapters/sqlite/database.ts';
import { migrations } from '../../../src/adapters/stores/migrations.ts';
import { encodeBlock } from '../../../src/adapters/stores/sample-block.ts';
import { SqlSampleStore } from '../../../src/adapters/stores/sample-store.ts';
import { MINUTE } from '../../../src/measurement/duration.ts';
import { trackOf } from '../../../src/metrics/series.ts';

it('series of a database from before their strings were kept once are found as before', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'leakbot-migrations-'));
  const file = join(directory, 'leakbot.db');
  const sqlite = new Sqlite(file);
  const old = new Kysely({ dialect: new SqliteDialect({ database: sqlite }) });
  const before = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '005'));
  await new Migrator({ db: old, provider: { getMigrations: () => Promise.resolve(before) } }).migrateToLatest();
  const insert = sqlite.prepare('INSERT INTO collector_series (id, instance, metric, labels) VALUES (?, ?, ?, ?)');
  const labels = (pod: string) => JSON.stringify({ instance: 'h:1', pod });
  insert.run(7, 'h:1', 'go_goroutines', labels('a'));
  insert.run(9, 'h:1', 'go_threads', labels('a'));
  insert.run(12, 'h:1', 'go_goroutines', labels('b'));
  const block = sqlite.prepare('INSERT INTO collector_blocks (series, first, last, samples) VALUES (?, ?, ?, ?)');
  for (const id of [7, 9, 12]) block.run(id, MINUTE, MINUTE, encodeBlock(trackOf([[MINUTE, id]])));
  await old.destroy();

  const database = await openDatabase(file);
  const ask = async (metric: string) =>
    (
      await new SqlSampleStore(database).series({
        metric,
        matchers: [],
        range: { from: 0, to: 2 * MINUTE },
        step: MINUTE,
        aggregate: 'last',
      })
    ).map((series) => [series.labels['pod'], series.values[0]]);
  expect(await ask('go_goroutines')).toEqual([
    ['a', 7],
    ['b', 12],
  ]);
  expect(await ask('go_threads')).toEqual([['a', 9]]);
  expect(await database.selectFrom('collector_label_sets').select('id').execute()).toHaveLength(2);
  await database.destroy();
  rmSync(directory, { recursive: true });
});

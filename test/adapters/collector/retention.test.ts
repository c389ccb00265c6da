import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { enforceRetention } from '../../../src/adapters/collector/retention.ts';
import { openDatabase } from '../../../src/adapters/sqlite/database.ts';
import { sqliteSpace } from '../../../src/adapters/sqlite/space.ts';
import { sqlCollectorStores } from '../../../src/adapters/stores/collector-stores.ts';
import { SqlInvestigationStore } from '../../../src/adapters/stores/investigation-store.ts';
import { GiB, KiB, MiB } from '../../../src/measurement/bytes.ts';
import { DAY, HOUR, MINUTE } from '../../../src/measurement/duration.ts';
import { trackOf } from '../../../src/metrics/series.ts';
import { Story } from '../../support/investigations.ts';
import { anEmptyDatabase, spaceOf } from '../../support/test-database.ts';

const now = 200 * DAY;

async function stored(file?: string) {
  const database = await (file === undefined ? anEmptyDatabase() : openDatabase(file));
  const stores = sqlCollectorStores(database, file === undefined ? spaceOf(database) : sqliteSpace(database));
  return { ...stores, database, stores, [Symbol.asyncDispose]: () => database.destroy() };
}

/** Heap snapshots of two processes at one address, the first of which ended a day ago. */
async function addSnapshots(store: Awaited<ReturnType<typeof stored>>, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    for (const start of [now - 2 * DAY, now - DAY]) {
      await store.snapshots.addSnapshot({
        instance: 'h:1',
        kind: 'heap',
        time: start + (i * 20 * HOUR) / count,
        processStart: start,
        profile: Buffer.concat([Buffer.of(0x1f, 0x8b), randomBytes(20 * KiB)]),
      });
    }
  }
}

describe('retention', () => {
  it('forgets samples and series that are too old', async () => {
    await using store = await stored();
    const series = (metric: string, age: number) => ({ metric, labels: {}, ...trackOf([[now - age, 1]]) });
    await store.samples.importSamples([series('old', 8 * DAY), series('young', DAY)]);
    await enforceRetention(store.stores, { keep: 7 * DAY, maxBytes: GiB }, now);
    const metrics = await store.database
      .selectFrom('collector_series')
      .innerJoin('collector_metrics', 'collector_metrics.id', 'collector_series.metric')
      .select('name')
      .execute();
    expect(metrics).toEqual([{ name: 'young' }]);
  });

  it('keeps the end of every life when space is short, and gives the space back to the file system', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'leakbot-retention-'));
    const file = join(directory, 'leakbot.db');
    {
      await using store = await stored(file);
      await addSnapshots(store, 100);
      const before = await store.space.used();
      expect(before).toBeGreaterThan(4 * MiB);
      const ends = (await store.snapshots.all()).filter(({ time }) => time % DAY >= 20 * HOUR - (20 * HOUR) / 100);
      expect(await enforceRetention(store.stores, { keep: 7 * DAY, maxBytes: MiB }, now)).toBe(true);
      expect(await store.space.used()).toBeLessThanOrEqual(MiB);
      const left = (await store.snapshots.all()).map(({ id }) => id);
      expect(ends).toHaveLength(2);
      for (const { id } of ends) expect(left).toContain(id);
    }
    expect(statSync(file).size).toBeLessThan(3 * MiB);
    rmSync(directory, { recursive: true });
  });

  it('gives up the oldest first when even the ends are too much', async () => {
    await using store = await stored();
    // Tables alone take most of so small a bound, an eighth of which stays free: there is room for the ends of one process.
    const maxBytes = ((await store.space.used()) + 105 * KiB) * (8 / 7);
    await addSnapshots(store, 20);
    await enforceRetention(store.stores, { keep: 4 * DAY, maxBytes }, now);
    const starts = (await store.snapshots.all()).map(({ processStart }) => processStart);
    expect(new Set(starts)).toEqual(new Set([now - DAY]));
  });

  it('keeps evidence even where investigations alone fill the bound', async () => {
    await using store = await stored();
    await addSnapshots(store, 20);
    const investigations = new SqlInvestigationStore(store.database);
    await investigations.save(new Story({ id: 'old' }).last);
    await investigations.savePicture('old', 'old/1', randomBytes(3 * MiB));
    await enforceRetention(store.stores, { keep: 7 * DAY, maxBytes: 2 * MiB }, now);
    expect((await store.snapshots.all()).length).toBeGreaterThanOrEqual(8);
  });

  it('lets others have their turn while it deletes much', async () => {
    await using store = await stored();
    const points = Array.from({ length: 40 }, (_, i) => [now - 30 * DAY + i, i] as const);
    const series = (i: number) => ({ metric: 'm', labels: { i: String(i) }, ...trackOf(points) });
    await store.samples.importSamples(Array.from({ length: 5000 }, (_, i) => series(i)));
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 0);
    await store.samples.forgetBefore(now);
    clearInterval(timer);
    expect(await store.database.selectFrom('collector_blocks').select('series').execute()).toEqual([]);
    expect(await store.database.selectFrom('collector_label_sets').select('id').execute()).toEqual([]);
    expect(turns).toBeGreaterThanOrEqual(3);
  });

  it('keeps each metric name and each label set once', async () => {
    await using store = await stored();
    const samples = ['go_goroutines', 'go_threads', 'go_goroutines'].map((metric) => ({
      metric,
      labels: {},
      value: 1,
    }));
    const scrape = (instance: string) => ({ instance, labels: { pod: 'x' }, time: now, samples });
    await store.samples.addScrapes([scrape('h:1'), scrape('h:2')]);
    const count = async (table: 'collector_metrics' | 'collector_label_sets' | 'collector_series') =>
      (await store.database.selectFrom(table).select('id').execute()).length;
    expect([
      await count('collector_metrics'),
      await count('collector_label_sets'),
      await count('collector_series'),
    ]).toEqual([2, 2, 4]);
  });

  it('says when the bound cannot be kept', async () => {
    await using store = await stored();
    // An empty file is larger than that already, a database on a server is not.
    const investigations = new SqlInvestigationStore(store.database);
    await investigations.save(new Story({ id: 'old' }).last);
    await investigations.savePicture('old', 'old/1', randomBytes(64 * KiB));
    expect(await enforceRetention(store.stores, { keep: 7 * DAY, maxBytes: KiB }, now)).toBe(false);
  });

  it('compresses full rows without changing what they say', async () => {
    await using store = await stored();
    const scrapes = Array.from({ length: 130 }, (_, i) => ({
      instance: 'h:1',
      labels: { namespace: 'prod' },
      time: now - (130 - i) * MINUTE,
      samples: [{ metric: 'go_goroutines', labels: {}, value: i }],
    }));
    await store.samples.addScrapes(scrapes);
    const range = { from: now - DAY, to: now };
    const ask = () =>
      store.samples.series({ metric: 'go_goroutines', matchers: [], range, step: MINUTE, aggregate: 'max' });
    const before = await ask();
    expect(await store.samples.compact(10)).toBe(1);
    expect(await ask()).toEqual(before);
    expect(await store.database.selectFrom('collector_scrapes').select('time').execute()).toEqual([]);
  });
});

import { collectorMetrics } from '../../../src/adapters/collector/metrics-source.ts';
import { SqlSampleStore } from '../../../src/adapters/stores/sample-store.ts';
import type { Series } from '../../../src/metrics/series.ts';
import { metricsSourceContract } from '../../contract/metrics-source.ts';
import { anEmptyDatabase } from '../../support/test-database.ts';

metricsSourceContract('The collector with an imported recording', async (series) => {
  const database = await anEmptyDatabase();
  const store = new SqlSampleStore(database);
  await store.importSamples(series);
  return { source: collectorMetrics(store), [Symbol.asyncDispose]: () => database.destroy() };
});

metricsSourceContract('The collector with fresh scrapes', async (series) => {
  const database = await anEmptyDatabase();
  const store = new SqlSampleStore(database);
  await store.addScrapes(series.flatMap(scrapesOf));
  return { source: collectorMetrics(store), [Symbol.asyncDispose]: () => database.destroy() };
});

metricsSourceContract('The collector after compaction', async (series) => {
  const database = await anEmptyDatabase();
  const store = new SqlSampleStore(database, { rowsABlock: 2 });
  await store.addScrapes(series.flatMap(scrapesOf));
  await store.compact(100);
  return { source: collectorMetrics(store), [Symbol.asyncDispose]: () => database.destroy() };
});

function scrapesOf({ metric, labels, times, values }: Series) {
  return Array.from(times, (time, i) => ({
    instance: labels['instance'] ?? '',
    labels,
    time,
    samples: [{ metric, labels: {}, value: values[i] ?? Number.NaN }],
  }));
}

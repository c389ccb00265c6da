import type { Transaction } from 'kysely';
import { gridOf, onGrid } from '../../collection/grid.ts';
import { matching } from '../../collection/matches.ts';
import type { SampleStore, Scrape } from '../../collection/sample-store.ts';
import type { Instant } from '../../foundation/clock.ts';
import type { MetricsQuery, Series } from '../../metrics/series.ts';
import { inBatches } from './in-batches.ts';
import { compactRows, insertBlock } from './sample-compaction.ts';
import { deleteBlocks, deleteEmptySeries, deleteRows } from './sample-forgetting.ts';
import { pointsOf } from './sample-points.ts';
import { encodeRow } from './scrape-row.ts';
import { type Labels, SeriesIds } from './series-ids.ts';
import type { Database, Tables } from './tables.ts';

/** Rows of a process until they are compressed into blocks: two hours at a scrape a minute. */
const ROWS_A_BLOCK = 120;
/** Samples of a block that is imported: half a day at one a minute. */
const SAMPLES_A_BLOCK = 720;

/** Samples in SQLite: fresh ones a row a scrape, older ones in compressed blocks of one series. */
export class SqlSampleStore implements SampleStore {
  readonly #database: Database;
  readonly #rowsABlock: number;
  readonly #ids = new SeriesIds();

  constructor(database: Database, { rowsABlock = ROWS_A_BLOCK } = {}) {
    this.#database = database;
    this.#rowsABlock = rowsABlock;
  }

  addScrapes(scrapes: readonly Scrape[]): Promise<void> {
    return this.#writing(async (transaction) => {
      for (const scrape of scrapes) await this.#addScrape(transaction, scrape);
    });
  }

  importSamples(all: readonly Series[]): Promise<void> {
    return this.#writing(async (transaction) => {
      for (const { metric, labels, times, values } of all) {
        const id = await this.#ids.idOf(transaction, metric, labels);
        for (let at = 0; at < times.length; at += SAMPLES_A_BLOCK) {
          const end = at + SAMPLES_A_BLOCK;
          await insertBlock(transaction, id, { times: times.subarray(at, end), values: values.subarray(at, end) });
        }
      }
    });
  }

  async series(query: MetricsQuery): Promise<readonly Series[]> {
    const matches = matching(query.matchers);
    const wanted = (await this.#seriesOf(query.metric)).filter(({ labels }) => matches(labels));
    const grid = gridOf(query.range, query.step);
    const points = await pointsOf(this.#database, wanted, { from: grid.start - grid.step + 1, to: grid.end });
    return wanted.flatMap(({ id, labels }) => {
      const track = points.get(id);
      const answer = track === undefined ? undefined : onGrid(track, grid, query.aggregate);
      return answer === undefined || answer.times.length === 0 ? [] : [{ metric: query.metric, labels, ...answer }];
    });
  }

  async compact(most: number): Promise<number> {
    const full = await this.#database
      .selectFrom('collector_scrapes')
      .select('instance')
      .groupBy('instance')
      .having((expression) => expression.fn.countAll(), '>=', this.#rowsABlock)
      .limit(most)
      .execute();
    for (const { instance } of full) await this.#writing((transaction) => compactRows(transaction, instance));
    return full.length;
  }

  async forgetBefore(time: Instant): Promise<void> {
    let forgotten = await inBatches(this.#database, (transaction) => deleteBlocks(transaction, time));
    forgotten += await inBatches(this.#database, (transaction) => deleteRows(transaction, time));
    if (forgotten === 0) return;
    await this.#writing(deleteEmptySeries);
    this.#ids.forget();
  }

  async #addScrape(transaction: Transaction<Tables>, { instance, labels, time, samples }: Scrape): Promise<void> {
    const row = [];
    for (const { metric, labels: own, value } of samples) {
      row.push({ series: await this.#ids.idOf(transaction, metric, joined({ ...labels, instance }, own)), value });
    }
    const scraped = { samples: encodeRow(row) };
    await transaction
      .insertInto('collector_scrapes')
      .values({ instance, time, ...scraped })
      .onConflict((conflict) => conflict.columns(['instance', 'time']).doUpdateSet(scraped))
      .execute();
  }

  async #seriesOf(metric: string) {
    const rows = await this.#database
      .selectFrom('collector_metrics')
      .innerJoin('collector_series', 'collector_series.metric', 'collector_metrics.id')
      .innerJoin('collector_label_sets', 'collector_label_sets.id', 'collector_series.label_set')
      .select(['collector_series.id', 'instance', 'labels'])
      .where('name', '=', metric)
      .execute();
    return rows.map((row) => ({ ...row, labels: JSON.parse(row.labels) as Labels }));
  }

  async #writing(write: (transaction: Transaction<Tables>) => Promise<void>): Promise<void> {
    try {
      await this.#database.transaction().execute(write);
    } catch (error) {
      // Ids handed out inside a transaction that was rolled back stand for nothing.
      this.#ids.forget();
      throw error;
    }
  }
}

/** Where a sample has a label that the target has too, the sample's own is kept as `exported_…`, as Prometheus does. */
function joined(labels: Labels, own: Labels): Labels {
  const names = Object.entries(own);
  if (names.length === 0) return labels;
  const renamed = names.map(
    ([name, value]) => [labels[name] === undefined ? name : `exported_${name}`, value] as const,
  );
  return { ...Object.fromEntries(renamed), ...labels };
}

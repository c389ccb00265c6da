import type { Transaction } from 'kysely';
import type { Instant } from '../../foundation/clock.ts';
import { type Track, trackOf } from '../../metrics/series.ts';
import { encodeBlock } from './sample-block.ts';
import { readRow } from './scrape-row.ts';
import type { Tables } from './tables.ts';

/** Stores a run of samples; a run of the same series that begins at the same moment replaces it. */
export async function insertBlock(transaction: Transaction<Tables>, series: number, track: Track): Promise<void> {
  const first = track.times[0];
  const last = track.times.at(-1);
  if (first === undefined || last === undefined) return;
  const run = { last, samples: encodeBlock(track) };
  await transaction
    .insertInto('collector_blocks')
    .values({ series, first, ...run })
    .onConflict((conflict) => conflict.columns(['series', 'first']).doUpdateSet(run))
    .execute();
}

/** Turns the scrape rows of one process into a block for each of its series. */
export async function compactRows(transaction: Transaction<Tables>, instance: string): Promise<void> {
  const rows = await transaction
    .selectFrom('collector_scrapes')
    .select(['time', 'samples'])
    .where('instance', '=', instance)
    .orderBy('time')
    .execute();
  const bySeries = new Map<number, [Instant, number][]>();
  for (const row of rows) {
    readRow(row.samples, (series, value) => {
      const points = bySeries.get(series) ?? [];
      if (points.length === 0) bySeries.set(series, points);
      points.push([row.time, value]);
    });
  }
  for (const [series, points] of bySeries) await insertBlock(transaction, series, trackOf(points));
  await transaction.deleteFrom('collector_scrapes').where('instance', '=', instance).execute();
}

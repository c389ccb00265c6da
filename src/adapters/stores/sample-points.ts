import type { Instant } from '../../foundation/clock.ts';
import { type TimeRange, within } from '../../measurement/time.ts';
import { decodeBlock } from './sample-block.ts';
import { decodeRow } from './scrape-row.ts';
import type { Database } from './tables.ts';

/** SQLite takes at most some ten thousand parameters a statement. */
const MOST_PARAMETERS = 1000;

/** Every stored sample of some series in a range, by series id, from blocks and from rows; not sorted. */
export async function pointsOf(
  database: Database,
  series: readonly { readonly id: number; readonly instance: string }[],
  range: TimeRange,
): Promise<ReadonlyMap<number, readonly [Instant, number][]>> {
  const points = new Map<number, [Instant, number][]>(series.map(({ id }) => [id, []]));
  for (const ids of chunks([...points.keys()])) {
    const blocks = await database
      .selectFrom('collector_blocks')
      .select(['series', 'samples'])
      .where('series', 'in', ids)
      .where('first', '<=', range.to)
      .where('last', '>=', range.from)
      .execute();
    for (const block of blocks) {
      const track = decodeBlock(block.samples);
      const own = points.get(block.series);
      track.times.forEach((time, i) => {
        if (within(range, time)) own?.push([time, track.values[i] ?? Number.NaN]);
      });
    }
  }
  for (const instances of chunks([...new Set(series.map(({ instance }) => instance))])) {
    const rows = await database
      .selectFrom('collector_scrapes')
      .select(['time', 'samples'])
      .where('instance', 'in', instances)
      .where('time', '>=', range.from)
      .where('time', '<=', range.to)
      .execute();
    for (const row of rows) {
      for (const sample of decodeRow(row.samples)) points.get(sample.series)?.push([row.time, sample.value]);
    }
  }
  return points;
}

function chunks<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / MOST_PARAMETERS) }, (_, i) =>
    items.slice(i * MOST_PARAMETERS, (i + 1) * MOST_PARAMETERS),
  );
}

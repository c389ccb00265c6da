import type { Instant } from '../../foundation/clock.ts';
import { type TimeRange, within } from '../../measurement/time.ts';
import { type Track, trackOf } from '../../metrics/series.ts';
import { decodeBlock } from './sample-block.ts';
import { readRow } from './scrape-row.ts';
import type { Database } from './tables.ts';

/** SQLite takes at most some ten thousand parameters a statement. */
const MOST_PARAMETERS = 1000;

/** Every stored sample of some series in a range, by series id, from blocks and from rows; oldest first. */
export async function pointsOf(
  database: Database,
  series: readonly { readonly id: number; readonly instance: string }[],
  range: TimeRange,
): Promise<ReadonlyMap<number, Track>> {
  const points = new Map(series.map(({ id }) => [id, new Points()]));
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
        if (within(range, time)) own?.add(time, track.values[i] ?? Number.NaN);
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
      readRow(row.samples, (id, value) => points.get(id)?.add(row.time, value));
    }
  }
  return new Map([...points].map(([id, own]) => [id, own.inOrder()]));
}

/** Samples as they are found. Two columns of numbers: a storm reads some million, and a pair of each is garbage at once. */
class Points {
  readonly #times: Instant[] = [];
  readonly #values: number[] = [];
  #ordered = true;

  add(time: Instant, value: number): void {
    this.#ordered &&= time >= (this.#times.at(-1) ?? time);
    this.#times.push(time);
    this.#values.push(value);
  }

  inOrder(): Track {
    const [times, values] = [this.#times, this.#values];
    if (this.#ordered) return { times: new Float64Array(times), values: new Float64Array(values) };
    return trackOf(times.map((time, i) => [time, values[i] ?? Number.NaN] as const).sort(([a], [b]) => a - b));
  }
}

function chunks<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / MOST_PARAMETERS) }, (_, i) =>
    items.slice(i * MOST_PARAMETERS, (i + 1) * MOST_PARAMETERS),
  );
}

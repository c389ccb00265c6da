import { describe, expect, test } from 'vitest';
import type { Scrape } from '../../src/collection/sample-store.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { OpenedStores, OpenStores } from './opened-stores.ts';

const GOROUTINES = 'go_goroutines';

function aScrape(minute: number, value: number, changes: Partial<Scrape> = {}): Scrape {
  const samples = [{ metric: GOROUTINES, labels: {}, value }];
  return { instance: 'h:1', labels: { pod: 'x2x' }, time: minute * MINUTE, samples, ...changes };
}

/** What any store of the collector's samples must do; that it answers queries as Prometheus does has a suite of its own. */
export function sampleStoreContract(name: string, open: OpenStores): void {
  async function stored({ collector }: OpenedStores, metric = GOROUTINES) {
    const range = { from: 0, to: 1000 * MINUTE };
    const found = await collector.samples.series({ metric, matchers: [], range, step: MINUTE, aggregate: 'last' });
    return found.map(({ labels, times, values }) => ({
      labels,
      points: Array.from(times, (time, i) => [time / MINUTE, values[i]]),
    }));
  }

  describe(`${name} as a store of samples`, () => {
    test('a sample carries the labels of its target; what it says itself under one of their names is kept apart', async () => {
      await using held = await open();
      const samples = [{ metric: 'target_info', labels: { pod: 'own', version: '2' }, value: 1 }];
      await held.collector.samples.addScrapes([aScrape(1, 0, { samples })]);
      const labels = { instance: 'h:1', pod: 'x2x', exported_pod: 'own', version: '2' };
      expect(await stored(held, 'target_info')).toEqual([{ labels, points: [[1, 1]] }]);
    });

    test('a scrape of a moment already stored replaces it', async () => {
      await using held = await open();
      const { samples } = held.collector;
      await samples.addScrapes([aScrape(1, 5), aScrape(2, 6)]);
      await samples.addScrapes([aScrape(2, 7)]);
      expect((await stored(held)).map(({ points }) => points)).toEqual([
        [
          [1, 5],
          [2, 7],
        ],
      ]);
    });

    test('packing changes nothing that is answered, whatever is added after it', async () => {
      await using held = await open();
      const { samples } = held.collector;
      const minutes = Array.from({ length: 400 }, (_, i) => i + 1);
      await samples.addScrapes(minutes.slice(0, 300).map((minute) => aScrape(minute, minute % 17)));
      const before = await stored(held);
      expect(await samples.compact(10)).toBe(1);
      expect(await samples.compact(10)).toBe(0);
      expect(await stored(held)).toEqual(before);
      await samples.addScrapes(minutes.slice(300).map((minute) => aScrape(minute, minute % 17)));
      expect((await stored(held))[0]?.points).toEqual(minutes.map((minute) => [minute, minute % 17]));
    });

    test('forgets what is older, and stores the same series again after it', async () => {
      await using held = await open();
      const { samples } = held.collector;
      await samples.addScrapes([aScrape(1, 5), aScrape(2, 6, { instance: 'h:2' }), aScrape(3, 7)]);
      await samples.forgetBefore(3 * MINUTE);
      expect((await stored(held)).map(({ points }) => points)).toEqual([[[3, 7]]]);
      await samples.forgetBefore(4 * MINUTE);
      expect(await stored(held)).toEqual([]);
      await samples.addScrapes([aScrape(5, 8), aScrape(5, 9, { instance: 'h:2' })]);
      expect((await stored(held)).map(({ points }) => points)).toEqual([[[5, 8]], [[5, 9]]]);
    });

    test('of scrapes that come together all are stored or none', async () => {
      await using held = await open();
      const { samples } = held.collector;
      const broken = {
        metric: GOROUTINES,
        get labels(): never {
          throw new Error('broken');
        },
        value: 1,
      };
      await expect(samples.addScrapes([aScrape(1, 5), aScrape(2, 6, { samples: [broken] })])).rejects.toThrow('broken');
      expect(await stored(held)).toEqual([]);
      await samples.addScrapes([aScrape(1, 5)]);
      expect((await stored(held)).map(({ points }) => points)).toEqual([[[1, 5]]]);
    });
  });
}

import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RecordedSeries } from '../../scripts/lab/record/series.ts';
import { packSeries, unpackSeries } from '../../scripts/lab/record/series-file.ts';

const START = Date.UTC(2026, 10, 22, 13, 12);

/** Series with samples at some of the target's scrapes, as after a container's start or a scrape that failed. */
const series = fc
  .array(
    fc.record({
      name: fc.constantFrom('container_memory_rss', 'up', 'ALERTS'),
      instance: fc.constantFrom('10.0.0.1:8080', '10.0.0.2:8080'),
      values: fc.dictionary(
        fc.integer({ min: 0, max: 50 }).map(String),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        {
          minKeys: 1,
        },
      ),
    }),
  )
  .map((all) =>
    all.map(
      ({ name, instance, values }, number): RecordedSeries => ({
        labels: { __name__: name, instance, job: 'pods', number: String(number) },
        samples: Object.entries(values)
          .map(([scrape, value]) => [START + Number(scrape) * 5003, Object.is(value, -0) ? 0 : value] as const)
          .sort((a, b) => a[0] - b[0]),
      }),
    ),
  );

const inOrder = (all: readonly RecordedSeries[]): readonly RecordedSeries[] =>
  all.toSorted((a, b) => Number(a.labels['number']) - Number(b.labels['number']));

test('series come back from the file with every sample at its own time', () => {
  fc.assert(
    fc.property(series, (all) => {
      expect(inOrder(unpackSeries(packSeries(all)))).toEqual(all);
    }),
  );
});

test('the times of a target stand once in the file, however many series it has', () => {
  const samples = [0, 1, 2].map((scrape) => [START + scrape * 5003, 1] as const);
  const all = Array.from({ length: 50 }, (_, number) => ({
    labels: { __name__: `m${number}`, job: 'a', instance: 'b' },
    samples,
  }));
  const text = gunzipSync(packSeries(all)).toString();
  expect(text.split(String(START))).toHaveLength(2);
});

import { expect, test } from 'vitest';
import { SECOND } from '../../src/measurement/duration.ts';
import { meanRateOf } from '../../src/metrics/mean-rate.ts';
import { ratePerHour } from '../../src/metrics/measured.ts';
import { trackOf } from '../../src/metrics/series.ts';

/** 10 a second, counted every 60 s and asked for every 38 s: what was not scraped anew is no sample. */
const asked = Array.from({ length: 100 }, (_, i) => i * 38).filter(
  (at, i, all) => i === 0 || Math.floor(at / 60) !== Math.floor((all[i - 1] ?? 0) / 60),
);
const counter = trackOf(asked.map((at) => [at * SECOND, Math.floor(at / 60) * 600] as const));

test('a counter that is asked for oftener than it is scraped has its own rate, and not one of two', () => {
  const rates = ratePerHour(counter);
  expect(Math.max(...rates.values) / Math.min(...rates.values)).toBeCloseTo(2, 5);
  const rateOf = meanRateOf(rates);
  for (const from of [200, 700, 1_300, 2_000]) {
    const perSecond = rateOf(from * SECOND, 600 * SECOND) / 3600;
    expect(perSecond, `from ${from} s`).toBeGreaterThan(9);
    expect(perSecond, `from ${from} s`).toBeLessThan(11);
  }
});

test('where nothing was counted there is no rate', () => {
  expect(meanRateOf(trackOf([]))(0, 60 * SECOND)).toBeNaN();
  expect(meanRateOf(ratePerHour(counter))(10_000 * SECOND, 60 * SECOND)).toBeNaN();
});

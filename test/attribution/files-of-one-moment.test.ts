import { describe, expect, test } from 'vitest';
import { randomOf } from '../../scripts/score/random.ts';
import { ledgerOfRun } from '../../src/attribution/run-ledger.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { Quantity } from '../../src/metrics/catalogue.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { minute } from '../support/a-pod.ts';
import { aRun } from './a-run.ts';

/** A run whose figures all stray, and add up at every sample; `backed` MiB of its files are memory-backed. */
function noisy(seed: number, backed: (at: number) => number, apart = 0) {
  const random = randomOf(seed);
  const samples = Array.from({ length: 101 }, (_, i) => {
    const [rss, active, inactive] = [
      400 + 2 * i + 3 * random.normal(),
      60 + 4 * random.normal(),
      90 + 5 * random.normal(),
    ];
    const kernel = 8 + 0.2 * random.normal();
    const cache = active + inactive + backed(i / 100);
    const usage = rss + cache + kernel;
    // Of each step one metric has its highest sample, another its last.
    const later = () => apart * random.normal();
    return {
      rss,
      'active-file': active + later(),
      'page-cache': cache + later(),
      usage,
      'working-set': usage - inactive,
    };
  });
  const run = aRun({ limit: 2048, bytes: {} });
  const tracks = Object.fromEntries(
    (['rss', 'active-file', 'page-cache', 'usage', 'working-set'] as const).map(
      (quantity: Quantity & keyof (typeof samples)[0]) => [
        quantity,
        {
          track: trackOf(samples.map((one, i) => [minute(i), one[quantity] * MiB] as const)),
          metric: quantity,
          reading: 'value' as const,
        },
      ],
    ),
  );
  const ledger = ledgerOfRun({ ...run, tracks });
  if (ledger === undefined) throw new Error('no ledger');
  const part = (level: typeof ledger.base) => (level.parts['memory-backed'] ?? 0) / MiB;
  return { ledger, from: part(ledger.base), to: part(ledger.end) };
}

describe('memory-backed files', () => {
  test('that are zero at every sample are zero, whatever the figures stray by', () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const { ledger, from, to } = noisy(seed, () => 0);
      expect([from, to], `seed ${seed}`).toEqual([expect.closeTo(0, 3), expect.closeTo(0, 3)]);
      const sum = Object.values(ledger.end.parts).reduce((total, bytes) => total + bytes, 0);
      expect(sum / MiB).toBeCloseTo(ledger.end.total / MiB, 3);
    }
  });

  test('that differ from zero by what metrics of one step differ by are zero', () => {
    const seen = Array.from({ length: 40 }, (_, i) => noisy(i + 1, () => 0, 1.5)).filter(
      ({ from, to }) => Math.max(from, to) > 0.01,
    );
    expect(seen.length).toBeLessThanOrEqual(1);
  });

  test('that grow are seen through that', () => {
    for (let seed = 1; seed <= 20; seed += 1)
      expect(noisy(seed, (at) => 20 + 100 * at, 1.5).to, `seed ${seed}`).toBeGreaterThan(112);
  });

  test('that grow are seen', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const { ledger, from, to } = noisy(seed, (at) => 20 + 100 * at);
      const drawn = ({ at }: typeof ledger.base) => 20 + ((at.from + at.to) / 2 - minute(0)) / MINUTE;
      expect(from, `seed ${seed}`).toBeCloseTo(drawn(ledger.base), 0);
      expect(to, `seed ${seed}`).toBeCloseTo(drawn(ledger.end), 0);
    }
  });
});

import { expect, test } from 'vitest';
import { earlierMemory } from '../../src/evidence/earlier-memory.ts';
import { Readings } from '../../src/evidence/readings.ts';
import { DAY, HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { type MetricsQuery, trackOf } from '../../src/metrics/series.ts';
import { leakingService } from '../diagnosis/go-case.ts';
import { aService } from '../support/investigations.ts';

const NOW = Date.UTC(2026, 2, 12, 14);

async function asked(hours: number, pods: readonly PodMemory[]) {
  const queries: MetricsQuery[] = [];
  const readings = new Readings({
    name: 'fake',
    async series(query) {
      queries.push(query);
      const { times, values } = trackOf([[NOW - 3 * DAY, 1]]);
      const labels = {
        pod: 'gone-0',
        container: query.matchers.find(({ label }) => label === 'container')?.value ?? '',
      };
      return [{ metric: query.metric, labels, times, values }];
    },
  });
  const range = { from: NOW - hours * HOUR, to: NOW };
  const signal = AbortSignal.timeout(MINUTE);
  const found = await earlierMemory(readings, { service: aService(), range, signal }, pods);
  return { queries, found };
}

test('before a short window all pods of eight days are asked for once, at few points', async () => {
  const { queries, found } = await asked(3, leakingService().pods);
  expect(queries).toHaveLength(1);
  expect(queries[0]?.range).toEqual({ from: NOW - 8 * DAY, to: NOW - 3 * HOUR });
  expect((8 * DAY) / (queries[0]?.step ?? 1)).toBeLessThan(1000);
  expect(found.map(({ pod }) => pod)).toEqual(['gone-0']);
});

test('a window from one evening to the next noon holds only the rise: it is asked for as well', async () => {
  const [query] = (await asked(16, leakingService().pods)).queries;
  expect(query?.range).toEqual({ from: NOW - 8 * DAY, to: NOW - 16 * HOUR });
});

test('a day shows by itself what comes back each day, and of no pod nothing is asked', async () => {
  expect((await asked(24, leakingService().pods)).queries).toEqual([]);
  expect((await asked(3, [])).queries).toEqual([]);
});

test('of a job with few runs in a day those of the week before are asked for, of one with many they are not', async () => {
  const [pod] = leakingService().pods;
  if (pod === undefined) throw new Error('no pod');
  const runs = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ ...pod, pod: `sync-${i}`, ownerKind: 'Job' }));
  expect((await asked(24, runs(2))).queries).toHaveLength(1);
  expect((await asked(24, runs(9))).queries).toEqual([]);
});

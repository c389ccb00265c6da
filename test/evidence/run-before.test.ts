import { expect, test } from 'vitest';
import { Readings } from '../../src/evidence/readings.ts';
import { needsBefore, runBefore } from '../../src/evidence/run-before.ts';
import { DAY, HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { type MetricsQuery, trackOf } from '../../src/metrics/series.ts';
import { aService } from '../support/investigations.ts';

const NOW = Date.UTC(2026, 2, 12, 14);
const RANGE = { from: NOW - 6 * HOUR, to: NOW };

test('memory, requests and what lives of one pod are asked for over the week before, at few points', async () => {
  const queries: MetricsQuery[] = [];
  const readings = new Readings({
    name: 'fake',
    async series(query) {
      queries.push(query);
      if (!['container_memory_working_set_bytes', 'http_requests_total'].includes(query.metric)) return [];
      const { times, values } = trackOf([
        [NOW - 3 * DAY, 60],
        [NOW - 3 * DAY + HOUR, 120],
      ]);
      return [{ metric: query.metric, labels: { pod: 'api-0', container: 'api' }, times, values }];
    },
  });
  const signal = AbortSignal.timeout(MINUTE);
  const question = { service: aService(), runtime: 'go', range: RANGE, pod: 'api-0', named: true, signal } as const;
  const before = await runBefore(readings, question);
  expect(before.memory?.values).toHaveLength(2);
  expect([...(before.requests?.values ?? [])]).toEqual([60]);
  expect(before.liveHeap).toBeUndefined();
  for (const { range, matchers } of queries) {
    expect(range).toEqual({ from: NOW - 7 * DAY, to: RANGE.from });
    expect(matchers).toContainEqual({ label: 'pod', op: '=', value: 'api-0' });
  }
});

function seen(startSeen: boolean, law: (hour: number) => number, earlier = true) {
  const rss = trackOf(Array.from({ length: 361 }, (_, i) => [RANGE.from + i * MINUTE, law(i / 60)] as const));
  const pod: PodMemory = {
    pod: 'api-0',
    rss,
    limit: 1e9,
    lifetimes: [{ ...RANGE, end: 'running', startSeen, startedAt: startSeen ? RANGE.from : NOW - 3 * DAY }],
    restarts: 0,
    kills: [],
  };
  const known = earlier ? [{ pod: 'api-0', track: trackOf([[NOW - DAY, 2e8]]) }] : [];
  return { range: RANGE, step: MINUTE, pods: [pod], chosen: 'api-0', measured: {}, deploys: [], earlier: known };
}

const level = () => 4e8;

test('it is asked for where a run that is older than the window is level in it', () => {
  expect(needsBefore(seen(false, level))).toBe(true);
});

test('it is not of one that began in the window, that grows, or of which nothing is known before', () => {
  expect(needsBefore(seen(true, level))).toBe(false);
  expect(needsBefore(seen(false, (hour) => 2e8 + hour * 5e7))).toBe(false);
  expect(needsBefore(seen(false, level, false))).toBe(false);
});

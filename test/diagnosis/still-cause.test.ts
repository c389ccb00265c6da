import { expect, test } from 'vitest';
import { stillSureAtMost } from '../../src/diagnosis/still-cause.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { minute } from '../support/a-pod.ts';

const LIMIT = 500 * MiB;

/** Level at 100 MiB for an hour, then killed; the last samples before it are as given. */
function killedAfter(...last: readonly number[]): PodMemory {
  const values = [...Array.from({ length: 60 }, () => 100), ...last];
  const to = minute(values.length - 1);
  return {
    pod: 'api-1',
    rss: trackOf(values.map((value, i) => [minute(i), value * MiB] as const)),
    limit: LIMIT,
    lifetimes: [{ from: minute(0), to, end: 'oom-killed', startSeen: true }],
    restarts: 1,
    kills: [to],
  };
}

test('a burst that no sample shows may as well be the node’s', () => {
  expect(stillSureAtMost(killedAfter(), LIMIT, 'burst')).toBeLessThan(0.7);
  expect(stillSureAtMost(killedAfter(180), LIMIT, 'burst')).toBe(1);
});

test('kills below the limit may be bursts between samples; a limit that is only full kills nothing yet', () => {
  expect(stillSureAtMost(killedAfter(), LIMIT, 'restarts-not-memory')).toBeLessThan(0.8);
  const { kills, ...pod } = killedAfter(490);
  expect(stillSureAtMost({ ...pod, kills }, LIMIT, 'limit-too-small')).toBe(1);
  expect(stillSureAtMost({ ...pod, kills: [] }, LIMIT, 'limit-too-small')).toBeLessThan(0.8);
});

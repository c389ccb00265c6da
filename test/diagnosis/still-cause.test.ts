import { expect, test } from 'vitest';
import type { FindingKind } from '../../src/diagnosis/finding.ts';
import { stillSureAtMost } from '../../src/diagnosis/still-cause.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
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

function sureAtMost(pod: PodMemory, cause: FindingKind): number {
  const range = { from: minute(0), to: minute(100) };
  return stillSureAtMost({ range, step: MINUTE, pods: [pod], chosen: pod.pod, measured: {}, deploys: [] }, pod, cause);
}

test('a burst that no sample shows may as well be the node’s', () => {
  expect(sureAtMost(killedAfter(), 'burst')).toBeLessThan(0.7);
  expect(sureAtMost(killedAfter(180), 'burst')).toBe(1);
});

test('kills below the limit may be bursts between samples; a limit that is only full kills nothing yet', () => {
  expect(sureAtMost(killedAfter(), 'restarts-not-memory')).toBeLessThan(0.8);
  const { kills, ...pod } = killedAfter(490);
  expect(sureAtMost({ ...pod, kills }, 'limit-too-small')).toBe(1);
  expect(sureAtMost({ ...pod, kills: [] }, 'limit-too-small')).toBeLessThan(0.8);
});

test('a level near its limit that killed nothing yet is no sure calm', () => {
  const { kills, ...killed } = killedAfter();
  const at = (level: number): PodMemory => ({
    ...killed,
    rss: trackOf(Array.from({ length: 150 }, (_, i) => [minute(i), level * MiB] as const)),
    lifetimes: [{ from: minute(0), to: minute(149), end: 'running', startSeen: true }],
    restarts: 0,
    kills: [],
  });
  expect(kills).toHaveLength(1);
  expect(sureAtMost(at(440), 'no-growth')).toBeLessThan(0.8);
  expect(sureAtMost(at(440), 'warm-up')).toBeLessThan(0.8);
  expect(sureAtMost(at(400), 'no-growth')).toBe(1);
});

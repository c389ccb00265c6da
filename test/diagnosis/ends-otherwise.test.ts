import { describe, expect, test } from 'vitest';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { aPod, minute } from '../support/a-pod.ts';

function judged(...pods: readonly PodMemory[]) {
  const range = { from: minute(0), to: Math.max(...pods.map(({ rss }) => rss.times.at(-1) ?? 0)) };
  return judgeRssGrowing({ range, step: 20_000, runtime: 'go', pods, measured: {}, deploys: [] });
}

/** Runs of a minute, each of which rises from 24 to 40 MiB, then crashes. */
const START = '24 40';
const crashing = (reason: string | undefined) => {
  const pod = aPod('newborn-0', { rss: Array.from({ length: 30 }, () => START).join(' | '), limit: 256 });
  const lifetimes = pod.lifetimes.map((life) =>
    life.end === 'running'
      ? life
      : { ...life, end: 'restarted' as const, reason, exitCode: reason === undefined ? undefined : 1 },
  );
  return { ...pod, lifetimes, kills: [] };
};

test('what ends a minute after each start has only started: its rise is no growth', () => {
  expect(judged(crashing('Error'))).toMatchObject({ answer: 'no', suggests: 'restarts-not-memory' });
});

test('where nothing names why it ends it may be for memory', () => {
  expect(judged(crashing(undefined)).suggests).not.toBe('restarts-not-memory');
});

test.each([
  ['climbs', (i: number) => 40 + 2 * i],
  ['slows down', (i: number) => 40 + 60 * (1 - Math.exp(-i / 6))],
] as const)('what has outlived three brief starts by far, and %s, is not judged by them', (_, law) => {
  const last = Array.from({ length: 14 }, (_each, i) => law(i)).join(' ');
  const pod = aPod('newborn-0', { rss: [START, START, START, last].join(' | '), limit: 256 });
  const lifetimes = pod.lifetimes.map((life) =>
    life.end === 'running' ? life : { ...life, end: 'restarted' as const, reason: 'Completed', exitCode: 0 },
  );
  expect(judged({ ...pod, lifetimes, kills: [] }).suggests).not.toBe('restarts-not-memory');
});

describe('a pod in the place of evicted ones', () => {
  const evicted = {
    ...aPod('geo-a', { rss: Array.from({ length: 90 }, (_, i) => 300 + (i % 3)).join(' ') }),
    evictedAt: minute(89),
  };
  const gone = { ...evicted, lifetimes: evicted.lifetimes.map((life) => ({ ...life, end: 'restarted' as const })) };
  const young = { ...aPod('geo-b', { rss: '300 301 300' }) };

  test('too young to be judged: the evictions are what is known', () => {
    const judgement = judged(gone, young);
    expect(judgement).toMatchObject({ answer: 'no', suggests: 'restarts-not-memory' });
    expect(judgement.headline).toMatch(/^1 pod of this service was evicted since .*, and no pod of it grows/);
  });

  test('without an eviction it is too young', () => {
    const { evictedAt: _at, ...others } = gone;
    expect(judged({ ...others, pod: 'geo-c' }, young).headline).not.toContain('evicted');
  });
});

describe('a job of which a run was killed after a few samples', () => {
  const run = (minutes: number, rss: string) => {
    const pod = aPod(`dunning-293813${minutes}-x2x4q`, { rss, limit: 1024 });
    return { ...pod, lifetimes: pod.lifetimes.map((life) => ({ ...life, end: 'restarted' as const })) };
  };
  const killed = (peak: number) => {
    const pod = aPod('dunning-29381399-x2x4q', { rss: '100 600 1000', limit: 1024 });
    const lifetimes = pod.lifetimes.map((life) => ({ ...life, end: 'oom-killed' as const }));
    const ended = [10, 20, 30].map((minutes) => run(minutes, `100 400 ${peak}`));
    return judged({ ...pod, lifetimes, kills: [minute(2)] }, ...ended);
  };

  test('is shown by those that ended', () => {
    const judgement = killed(700);
    expect(judgement).toMatchObject({ answer: 'no', suggests: 'burst' });
    expect(judgement.headline).toBe(
      '1 of 4 runs of this job was killed; those that ended reached about 700 MiB of the limit of 1 GiB.',
    );
  });

  test('has too small a limit where every run comes near it', () => {
    expect(killed(950).suggests).toBe('limit-too-small');
  });
});

describe('memory that was level for an hour', () => {
  const level = (minutes: number) =>
    judged(aPod('api-0', { rss: Array.from({ length: minutes }, (_, i) => 400 + (i % 3)).join(' '), limit: 1024 }));

  test('is no sure calm, and what it cannot show is said', () => {
    // 5 % of 401 MiB in 59 minutes.
    const judgement = level(60);
    expect(judgement.answer).toBe('no');
    expect(judgement.confidence).toBeLessThan(0.8);
    expect(judgement.reasons.join(' ')).toMatch(/a growth of less than about 20\.4 MiB\/h does not show/);
  });

  test('after three hours it is', () => {
    const judgement = level(180);
    expect(judgement.confidence).toBeGreaterThan(0.9);
    expect(judgement.reasons.join(' ')).not.toContain('does not show');
  });
});

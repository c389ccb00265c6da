import { describe, expect, test } from 'vitest';
import { randomOf } from '../../scripts/score/random.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { T0 } from '../support/a-pod.ts';

/** A service that started within the window, as old as `hours`; `level` in MiB by its age in hours. */
function young(
  hours: number,
  level: (age: number) => number,
  {
    limit = 1024,
    noise = 1,
    garbage = 6,
    others = [] as readonly PodMemory[],
    revision = undefined as string | undefined,
  } = {},
) {
  const random = randomOf(7);
  const end = T0 + 24 * HOUR;
  const from = end - hours * HOUR;
  const points = Array.from({ length: hours * 120 + 1 }, (_, i) => {
    const age = i / 120;
    const saw = garbage * (((age * 60) / 7) % 1);
    return [from + i * (MINUTE / 2), (level(age) + noise * random.normal() + saw) * MiB] as const;
  });
  const pod = {
    pod: 'render-7d9f6c5b8-x2x4q',
    rss: trackOf(points),
    limit: limit * MiB,
    lifetimes: [{ from, to: end, end: 'running' as const, startedAt: from, startSeen: true, revision }],
    restarts: 0,
    kills: [],
  };
  const observation: Observation = {
    range: { from: end - 24 * HOUR, to: end },
    step: MINUTE / 2,
    pods: [pod, ...others],
    chosen: pod.pod,
    measured: {},
    deploys: [],
  };
  return judgeRssGrowing(observation);
}

/** What fills after a start, nearly all of it within four times `tau` hours. */
const fills = (height: number, tau: number) => (age: number) => height * (1 - Math.exp(-age / tau));

describe('a leak behind a start that fills, seen for so short that nothing shows whether it ends', () => {
  test.each([
    ['1 h: 10 MiB/h behind 36 MiB that fill at once', 1, (age: number) => 120 + fills(36, 0.15)(age) + 12 * age, 512],
    ['1 h: 24 MiB/h behind 90 MiB', 1, (age: number) => 300 + fills(90, 0.15)(age) + 24 * age, 1024],
    [
      '2 h: 28 MiB/h behind 60 MiB that fill for an hour',
      2,
      (age: number) => 120 + fills(60, 0.3)(age) + 28 * age,
      512,
    ],
    ['3 h: 30 MiB/h behind 450 MiB', 3, (age: number) => 900 + fills(450, 0.3)(age) + 30 * age, 2048],
    ['3 h: 60 MiB/h behind 400 MiB', 3, (age: number) => 900 + fills(400, 0.4)(age) + 60 * age, 2048],
    ['1 h: keys that repeat ever more seldom', 1, (age: number) => 300 + 724 * Math.sqrt(age / 30), 1024],
  ] as const)('%s', (_, hours, level, limit) => {
    const { answer, confidence, suggests } = young(hours, level, { limit });
    // A Yes is bounded by the age of the first run; a No is the wrong answer.
    expect(answer, `${suggests} ${confidence}`).not.toBe('no');
  });

  test('a slower one, which leaves days, is at most not surely a start', () => {
    for (const hours of [1, 2, 3]) {
      const { answer, confidence } = young(hours, (age) => 300 + fills(150, 0.4)(age) + 8 * age, { limit: 1024 });
      expect(answer === 'yes' ? 0 : confidence, `${hours} h`).toBeLessThanOrEqual(0.7);
    }
  });

  test('the sentence says what is not known', () => {
    const { headline } = young(1, (age) => 300 + fills(90, 0.15)(age) + 24 * age);
    expect(headline).toMatch(/rose .* too short to see whether it goes on\. Look again at/);
  });
});

describe('other runs', () => {
  const level = (age: number) => 300 + fills(90, 0.15)(age) + 24 * age;

  /** A pod beside it, which ran as long before as the young one has, and levelled off. */
  function other(end: 'restarted' | 'running', hours: number): PodMemory {
    const to = T0 + (end === 'running' ? 24 : 20) * HOUR;
    const from = to - hours * HOUR;
    const points = Array.from({ length: hours * 60 + 1 }, (_, i) => {
      return [from + i * MINUTE, (300 + fills(100, 0.1)(i / 60) + (i % 3)) * MiB] as const;
    });
    return {
      pod: `render-7d9f6c5b8-${end === 'running' ? 'b7k2z' : 'p8wqd'}`,
      rss: trackOf(points),
      limit: 1024 * MiB,
      lifetimes: [{ from, to, end, startedAt: from, startSeen: true }],
      restarts: 0,
      kills: [],
    };
  }

  test('that lasted as long and levelled off show how one goes on', () => {
    const others = [other('restarted', 2), other('running', 8)];
    expect(young(1, level, { others })).toMatchObject({ answer: 'no' });
  });

  test('of an earlier revision show nothing of what its successor does', () => {
    const others = [other('restarted', 16)].map((pod) => ({
      ...pod,
      lifetimes: pod.lifetimes.map((life) => ({ ...life, revision: 'v41' })),
    }));
    for (const hours of [1, 1.25, 2])
      expect(young(hours, (age) => 300 + fills(90, 0.15)(age) + 38 * age, { others, revision: 'v42' }).answer).not.toBe(
        'no',
      );
    // What has levelled off needs no other run.
    expect(young(3, (age) => 300 + fills(140, 0.125)(age), { others, revision: 'v42' }).answer).toBe('no');
  });

  test('that are as young show nothing', () => {
    expect(young(1, level, { others: [other('running', 1)] }).answer).not.toBe('no');
  });
});

describe('a start that has levelled off', () => {
  test.each([
    ['within 30 min, at 2 h', 2, fills(200, 0.125)],
    ['within 30 min, at 3 h', 3, fills(200, 0.125)],
    ['within 2 h, at 6 h', 6, fills(200, 0.5)],
    ['a little, within 30 min, at 2 h', 2, fills(60, 0.125)],
  ] as const)('%s, is a sure warm-up', (_, hours, rise) => {
    const { answer, suggests, confidence } = young(hours, (age) => 300 + rise(age));
    expect({ answer, suggests }).toEqual({ answer: 'no', suggests: 'warm-up' });
    expect(confidence).toBeGreaterThanOrEqual(0.79);
  });

  test.each([
    ['within 30 min, at 40 min', 2 / 3, fills(200, 0.125)],
    ['within 2 h, at 2 h', 2, fills(200, 0.5)],
    ['within 6 h, at 3 h', 3, fills(200, 1.5)],
  ] as const)('%s, is not sure yet', (_, hours, rise) => {
    const { answer, confidence } = young(hours, (age) => 300 + rise(age));
    expect(answer === 'yes' ? 0 : confidence).toBeLessThanOrEqual(0.7);
  });
});

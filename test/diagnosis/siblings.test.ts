import { describe, expect, test } from 'vitest';
import { randomOf } from '../../scripts/score/random.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { describeOthers } from '../../src/diagnosis/other-pods.ts';
import { rankPods } from '../../src/diagnosis/ranked-pods.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { T0 } from '../support/a-pod.ts';

/** Of a pod: its level in MiB by its age in hours, how long ago it started, and what each sample strays by, in MiB. */
interface Drawn {
  readonly level: (age: number) => number;
  readonly hours: number;
  readonly noise: number;
}

const END = T0 + 24 * HOUR;

function drawn(name: string, { level, hours, noise }: Drawn, seed: number): PodMemory {
  const random = randomOf(seed);
  const from = END - hours * HOUR;
  const count = Math.round(hours * 120);
  // What memory strays by lasts for minutes: each sample keeps most of the last one's.
  let stray = 0;
  const points = Array.from({ length: count + 1 }, (_, i) => {
    stray = 0.7 * stray + noise * random.normal();
    return [from + i * (MINUTE / 2), (level(i / 120) + stray) * MiB] as const;
  });
  const life = { from, to: END, end: 'running', startedAt: from, startSeen: true } as const;
  return {
    pod: `thumb-5f7d9c8b6-${name}`,
    rss: trackOf(points),
    limit: 1536 * MiB,
    lifetimes: [life],
    restarts: 0,
    kills: [],
  };
}

function ranked(pods: readonly PodMemory[], chosen?: string) {
  const observation: Observation = {
    range: { from: END - 12 * HOUR, to: END },
    step: MINUTE / 2,
    pods,
    chosen,
    measured: {},
    deploys: [],
  };
  return rankPods(observation);
}

/** What is said of the pods beside the worst one, where that grows; else nothing. */
function said(pods: readonly PodMemory[]): string | undefined {
  const all = ranked(pods);
  const [worst] = all;
  return worst?.growth.answer === 'yes' ? describeOthers(all, worst, false) : undefined;
}

const starts = (height: number, tau: number, perHour: number) => (age: number) =>
  300 + height * (1 - Math.exp(-age / tau)) + perHour * age;

const SEEDS = Array.from({ length: 16 }, (_, i) => 100 + 3 * i);

const LEVEL = /level|flat|(do|does) not grow/;

describe('pods on one curve', () => {
  test.each([
    ['80 min, 40 MiB/h behind a start of 130 MiB', { level: starts(130, 0.15, 40), hours: 4 / 3, noise: 3 }],
    ['1 h, 60 MiB/h behind 60 MiB', { level: starts(60, 0.1, 60), hours: 1, noise: 3 }],
    ['50 min, 90 MiB/h behind 200 MiB', { level: starts(200, 0.12, 90), hours: 5 / 6, noise: 4 }],
    ['2 h, 20 MiB/h behind 100 MiB', { level: starts(100, 0.2, 20), hours: 2, noise: 3 }],
    ['3 h, 15 MiB/h behind 300 MiB', { level: starts(300, 0.3, 15), hours: 3, noise: 3 }],
    ['90 min that fill ever more slowly', { level: starts(420, 2.2, 0), hours: 1.5, noise: 5 }],
  ] as const)('of %s are not said to be level', (_, one) => {
    const sayings = SEEDS.map((seed) => said(['x2x4q', 'bx7l2', 'fmr6m'].map((name, i) => drawn(name, one, seed + i))));
    expect(sayings.filter((each) => each !== undefined && LEVEL.test(each))).toEqual([]);
    expect(sayings.filter((each) => each !== undefined).length).toBeGreaterThan(0);
  });
});

describe('a pod that grows alone', () => {
  test.each([
    ['6 h, the others full since their first half hour', 6, starts(130, 0.15, 0), 30],
    ['4 h, the others full since their first hour', 4, starts(200, 0.25, 0), 40],
    ['12 h, the others level', 12, () => 420, 12],
  ] as const)('for %s stays alone', (_, hours, others, perHour) => {
    const sayings = SEEDS.map((seed) =>
      said([
        drawn('x2x4q', { level: (age) => others(age) + perHour * age, hours, noise: 3 }, seed),
        drawn('bx7l2', { level: others, hours, noise: 3 }, seed + 1),
        drawn('fmr6m', { level: others, hours, noise: 3 }, seed + 2),
      ]),
    );
    expect(sayings.filter((each) => each !== undefined && LEVEL.test(each)).length).toBe(sayings.length);
  });

  test('beside pods of half an hour, these are too young to say', () => {
    for (const seed of SEEDS) {
      const young = { level: starts(90, 0.05, 0), hours: 0.55, noise: 2 };
      const old = drawn('x2x4q', { level: (age) => 300 + 14 * age, hours: 10, noise: 3 }, seed);
      const sentence = said([old, drawn('bx7l2', young, seed + 1), drawn('fmr6m', young, seed + 2)]);
      expect(sentence, `seed ${seed}`).toMatch(/too young/);
    }
  });
});

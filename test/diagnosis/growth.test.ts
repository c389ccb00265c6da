import { describe, expect, test } from 'vitest';
import { randomOf } from '../../scripts/score/random.ts';
import { growthOf } from '../../src/diagnosis/growth.ts';
import { MINUTE, SECOND } from '../../src/measurement/duration.ts';
import type { Lifetime } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';

const MINUTES = 400;
const LIFE = [{ from: 0, to: MINUTES * MINUTE, end: 'running' }] as const;

/** One life of a sample a minute, with noise of one unit. */
function judged(law: (minute: number) => number) {
  const random = randomOf(11);
  const track = trackOf(
    Array.from({ length: MINUTES }, (_, minute) => [minute * MINUTE, law(minute) + random.normal()] as const),
  );
  return growthOf(track, LIFE);
}

describe('one container life', () => {
  test.each([
    ['a line', 'yes', 'growing', (minute: number) => 100 + minute / 4],
    ['a line after a warm-up', 'yes', 'growing', (minute: number) => 180 + minute / 4 - 80 * Math.exp(-minute / 12)],
    ['acceleration', 'yes', 'growing', (minute: number) => 100 + 2 ** (minute / 60)],
    ['hourly steps', 'yes', 'growing', (minute: number) => 100 + 20 * Math.floor(minute / 60)],
    ['flat', 'no', 'flat', () => 100],
    ['a filled cache', 'no', 'warm-up', (minute: number) => 180 - 80 * Math.exp(-minute / 40)],
    ['one step', 'no', 'step', (minute: number) => (minute < 170 ? 100 : 150)],
    ['falling', 'no', 'falling', (minute: number) => 200 - minute / 8],
  ] as const)('%s: %s', (_, answer, kind, law) => expect(judged(law)).toMatchObject({ answer, kind }));

  test('the rate of a leak is that after its warm-up', () => {
    expect(judged((minute) => 180 + minute / 4 - 80 * Math.exp(-minute / 12)).perHour).toBeCloseTo(15, 0);
  });

  test('a fast leak whose first kill was watched from halfway is one, though the next container is young', () => {
    const second = (from: number, to: number, law: (age: number) => number) =>
      Array.from({ length: to - from }, (_, i) => [(from + i) * 1000, law(i) + Math.sin(i * 12.9898)] as const);
    const leak = trackOf([...second(0, 20, (age) => 90 + 3.4 * age), ...second(21, 64, (age) => 10 + 3.4 * age)]);
    const lives = [
      { from: 0, to: 19_000, end: 'oom-killed', startedAt: -25_000 },
      { from: 21_000, to: 63_000, end: 'running', startSeen: true },
    ] as const;
    expect(growthOf(leak, lives, { limit: 160 })).toMatchObject({ answer: 'yes' });
  });

  test('a life that climbs to its kill is a leak, though it climbs somewhat slower in the end', () => {
    // A goroutine leak of the lab, MiB a second, as a loaded machine made it; 160 is the limit.
    const lives = [
      '35 38 42 45 50 55 58 59 65 65 72 74 81 81 88 88 95 95 98 101 101 108 112 112 117 119 120 121 130 130 130 138 138 138 141 151 151 151 151',
      '14 23 26 29 34 36 42 44 51 54 56 60 63 65 72 74 79 81 87 89 96 96 100 104 104 108 108 110 115 115 116 125 125 125 133 133 134 140 143 143 143 152 152 152',
    ].map((life) => life.split(' ').map(Number));
    const [first = [], second = []] = lives;
    const next = first.length + 1;
    const samples = [...first.map((mib, i) => [i, mib] as const), ...second.map((mib, i) => [next + i, mib] as const)];
    const track = trackOf(samples.map(([at, mib]) => [at * SECOND, mib] as const));
    const killed = { end: 'oom-killed', startSeen: true } as const;
    const judged = growthOf(
      track,
      [
        { from: 0, to: (first.length - 1) * SECOND, ...killed },
        { from: next * SECOND, to: (next + second.length - 1) * SECOND, ...killed },
      ],
      { limit: 160, candidates: 3 },
    );
    expect(judged).toMatchObject({ answer: 'yes' });
  });

  test('a process in its first minutes says nothing', () => {
    const young = trackOf(Array.from({ length: 50 }, (_, second) => [second * 1000, 10 + second] as const));
    expect(growthOf(young, [{ from: 0, to: 50_000, end: 'running', startSeen: true }])).toMatchObject({
      answer: 'unclear',
      kind: 'too-little',
    });
  });
});

describe('lives that another life explains', () => {
  /** Lives one after another, a sample each half a minute, their level by age in minutes. */
  function pod(
    ...lives: readonly { minutes: number; end: 'oom-killed' | 'running'; level: (age: number) => number }[]
  ) {
    const random = randomOf(5);
    const points: [number, number][] = [];
    const lifetimes = [];
    let from = 0;
    for (const { minutes, end, level } of lives) {
      for (let age = 0; age <= minutes; age += 0.5) {
        points.push([from + age * MINUTE, level(age) + random.normal()]);
      }
      lifetimes.push({ from, to: from + minutes * MINUTE, end, startSeen: true });
      from += (minutes + 1) * MINUTE;
    }
    return growthOf(trackOf(points), lifetimes, { limit: 210 });
  }
  const fills = (age: number) => 100 - 40 * Math.exp(-age / 3);
  const burst = (age: number) => fills(age) + 17 * Math.max(0, age - 2);
  const leak = (age: number) => 60 + 17 * age;

  test('a burst killed a container; a later one lived longer and stayed below', () => {
    const lives = [
      { minutes: 8, end: 'oom-killed', level: burst },
      { minutes: 60, end: 'running', level: fills },
    ] as const;
    expect(pod(...lives)).toMatchObject({ answer: 'no' });
  });

  test('a burst killed a container; the one before was of the same program and stayed below', () => {
    const lives = [
      { minutes: 60, end: 'oom-killed', level: fills },
      { minutes: 8, end: 'oom-killed', level: burst },
      { minutes: 5, end: 'running', level: fills },
    ] as const;
    expect(pod(...lives)).toMatchObject({ answer: 'no' });
  });

  test('a leak that is killed again and again is one, though a container before it was quiet', () => {
    const tooth = { minutes: 8, end: 'oom-killed', level: leak } as const;
    const quiet = { minutes: 60, end: 'oom-killed', level: fills } as const;
    expect(pod(quiet, tooth, tooth, tooth)).toMatchObject({ answer: 'yes' });
  });
});

describe('a new revision or limit starts again', () => {
  /** Lives one after another, a sample a minute. */
  function pod(
    ...lives: readonly { minutes: number; revision: string; limit?: number; level: (age: number) => number }[]
  ) {
    const random = randomOf(8);
    const points: [number, number][] = [];
    const lifetimes: Lifetime[] = [];
    let from = 0;
    lives.forEach(({ minutes, revision, limit, level }, i) => {
      for (let age = 0; age <= minutes; age += 1) points.push([from + age * MINUTE, level(age) + random.normal()]);
      const end = i === lives.length - 1 ? 'running' : 'restarted';
      lifetimes.push({ from, to: from + minutes * MINUTE, end, startSeen: true, startedAt: from, revision, limit });
      from += (minutes + 1) * MINUTE;
    });
    return { from: lifetimes.map((life) => life.from), growth: growthOf(trackOf(points), lifetimes, { limit: 1000 }) };
  }
  const level = () => 300;
  const climbs = (age: number) => 300 + age / 3;

  test('one that climbs is seen beside a longer one that stood, and dated by its start', () => {
    const lives = [
      { minutes: 1400, revision: 'a', level },
      { minutes: 240, revision: 'b', level: climbs },
    ];
    const { growth, from } = pod(...lives);
    expect(growth).toMatchObject({ answer: 'yes', lives: 1, growingLives: 1 });
    expect(growth.onset?.at).toBe(from[1]);
    expect(growth.earlier).toBeUndefined();
  });

  test('one that stands is not outvoted by one that climbed', () => {
    const lives = [
      { minutes: 400, revision: 'a', level: climbs },
      { minutes: 400, revision: 'a', level: climbs },
      { minutes: 240, revision: 'b', level },
    ];
    expect(pod(...lives).growth).toMatchObject({ answer: 'no', lives: 1 });
  });

  test('what only an earlier revision showed is said so, and never surely', () => {
    const lives = [
      { minutes: 400, revision: 'a', level: climbs },
      { minutes: 4, revision: 'b', level },
    ];
    const { growth } = pod(...lives);
    expect(growth).toMatchObject({ answer: 'yes', earlier: true });
    expect(growth.probability).toBeLessThan(0.8);
  });

  test('a calm earlier revision does not speak for a young one', () => {
    const lives = [
      { minutes: 400, revision: 'a', level },
      { minutes: 4, revision: 'b', level },
    ];
    expect(pod(...lives).growth).toMatchObject({ answer: 'unclear', kind: 'too-little' });
  });

  test('a raised limit changes no program: climbs under the old one count until the new one shows its own', () => {
    const lives = [
      { minutes: 400, revision: 'a', limit: 500, level: climbs },
      { minutes: 4, revision: 'a', limit: 1000, level },
    ];
    const { growth } = pod(...lives);
    expect(growth).toMatchObject({ answer: 'yes' });
    expect(growth.earlier).toBeUndefined();
  });
});

describe('garbage', () => {
  /** Garbage of nearly the level's height, collected every few seconds: each minute shows some of it. */
  function withGarbage(level: (minute: number) => number, seen: (random: ReturnType<typeof randomOf>) => number) {
    const random = randomOf(3);
    const points = Array.from({ length: MINUTES }, (_, minute) => {
      return [minute * MINUTE, level(minute) + 70 * seen(random)] as const;
    });
    return growthOf(trackOf(points), LIFE);
  }
  const one = (random: ReturnType<typeof randomOf>) => random.between(0, 1);
  const highest = (random: ReturnType<typeof randomOf>) => Math.max(...Array.from({ length: 8 }, () => one(random)));

  test.each([
    ['each value is one sample', one],
    ['each value is the highest of eight', highest],
  ] as const)('a line under it is seen where %s', (_, seen) => {
    expect(withGarbage((minute) => 100 + minute / 16, seen)).toMatchObject({ answer: 'yes' });
    expect(withGarbage(() => 100, seen)).toMatchObject({ answer: 'no' });
  });
});

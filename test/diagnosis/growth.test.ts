import { describe, expect, test } from 'vitest';
import { randomOf } from '../../scripts/score/random.ts';
import { growthOf } from '../../src/diagnosis/growth.ts';
import { MINUTE, SECOND } from '../../src/measurement/duration.ts';
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

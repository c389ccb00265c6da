import { describe, expect, test } from 'vitest';
import { randomOf } from '../../scripts/score/random.ts';
import { growthOf } from '../../src/diagnosis/growth.ts';
import { HOUR, MINUTE, SECOND } from '../../src/measurement/duration.ts';
import type { Lifetime } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';

/** MiB by hours of the window, and by hours before its end. */
type Law = (hour: number, left: number) => number;

/** One run over a window of so many hours, sampled as a window of that length is: 600 points. */
function judged(hours: number, law: Law, noise = 2) {
  const random = randomOf(5);
  const points = 600;
  const track = trackOf(
    Array.from({ length: points }, (_, i) => {
      const hour = (i * hours) / points;
      return [hour * HOUR, law(hour, hours - hour) + noise * random.normal()] as const;
    }),
  );
  return growthOf(track, [{ from: 0, to: hours * HOUR, end: 'running' }], { limit: 1024 });
}

/** Level, then a line from so many hours before the end. */
const since =
  (before: number, perHour: number, level = 140): Law =>
  (_, left) =>
    level + perHour * Math.max(0, before - left);

describe('a run that climbs at the end of a long calm', () => {
  test.each([
    ['25 min, a day', 24, 25 / 60, 500],
    ['45 min, a day', 24, 0.75, 400],
    ['90 min, a day', 24, 1.5, 300],
    ['2 h, a day', 24, 2, 150],
    ['3 h, a day', 24, 3, 80],
    ['40 min, 12 h', 12, 2 / 3, 300],
    ['5 h, a week', 168, 5, 60],
    ['20 h, a week', 168, 20, 20],
  ] as const)('%s: growth, not very sure, since its onset', (_, hours, before, perHour) => {
    const growth = judged(hours, since(before, perHour));
    expect(growth).toMatchObject({ answer: 'yes', kind: 'growing' });
    expect(growth.probability).toBeLessThan(0.8);
    // The rate is that of the climb, its onset within a quarter of it, and the figures are the climb's.
    expect(growth.perHour / perHour).toBeCloseTo(1, 0);
    const onset = growth.onset?.at ?? Number.NaN;
    expect(Math.abs(onset - (hours - before) * HOUR)).toBeLessThan((before / 4) * HOUR + 2 * MINUTE);
    expect(growth.stretch?.end).toBeGreaterThan(140 + 0.8 * perHour * before);
  });

  test('under garbage of half the level', () => {
    const sawtooth: Law = (hour, left) => since(2, 200)(hour, left) + 70 * ((hour * 7.3) % 1);
    expect(judged(24, sawtooth)).toMatchObject({ answer: 'yes' });
  });

  test('after a run of days that wandered', () => {
    const wandering: Law = (hour, left) => since(2, 200)(hour, left) + 12 * Math.sin(hour / 3);
    expect(judged(24, wandering)).toMatchObject({ answer: 'yes' });
  });
});

describe('a climb that a model of the whole day takes for growth has the figures of the climb', () => {
  test.each([
    ['100 min of 24 h', 24, 1.67, 140],
    ['6 h of 24 h', 24, 6, 35],
    ['9 h of 24 h', 24, 9, 22],
    ['30 h of three days', 72, 30, 8],
    ['10 h of a week', 168, 10, 25],
  ] as const)('%s', (_, hours, before, perHour) => {
    for (const noise of [1, 4]) {
      const growth = judged(hours, since(before, perHour, 190), noise);
      expect(growth.answer).toBe('yes');
      expect(growth.perHour).toBeGreaterThan(0.85 * perHour);
      expect(growth.perHour).toBeLessThan(1.15 * perHour);
      expect(Math.abs((growth.onset?.at ?? 0) / HOUR - (hours - before))).toBeLessThan(before / 4);
      // What began so late may as well be a job.
      if (before < hours / 5) expect(growth.probability).toBeLessThan(0.8);
    }
  });

  test.each([
    [24, 9, 140],
    [24, 20, 60],
    [72, 6, 80],
  ])('of a line of %i h from the start nothing is left out', (hours, perHour, level) => {
    for (const noise of [0.5, 2, 6]) {
      const growth = judged(hours, (hour) => level + perHour * hour, noise);
      expect(growth.stretch?.from).toBeLessThan((hours / 6) * HOUR);
      expect(growth.probability).toBeGreaterThan(0.9);
    }
  });
});

describe('what is no such climb', () => {
  test.each([
    ['a step an hour ago', (_: number, left: number) => (left < 1 ? 400 : 140)],
    [
      'a cache that filled in the last two hours',
      (_: number, left: number) => 140 + 300 * (left < 2 ? 1 - Math.exp(-(2 - left) * 4) : 0),
    ],
    ['a peak an hour ago', (_: number, left: number) => 140 + (left < 3 && left > 1 ? 300 * (3 - left) : 0)],
    ['a batch of seven minutes', (_: number, left: number) => 140 + (left < 7 / 60 ? 60 * 60 * (7 / 60 - left) : 0)],
    ['what came as high yesterday', (hour: number) => 140 + 300 * Math.max(0, (hour % 12) - 10)],
    ['a daily wave', (hour: number) => 140 + 80 * Math.sin((hour / 24) * 2 * Math.PI)],
    ['a rise by a tenth', (_: number, left: number) => 140 + 7 * Math.max(0, 2 - left)],
  ] as const)('%s', (_, law) => {
    expect(judged(24, law).answer).not.toBe('yes');
  });
});

test('a run of a lab that lasts minutes is judged by its whole shape', () => {
  const track = trackOf(
    Array.from(
      { length: 120 },
      (_, i) => [i * 5 * SECOND, 140 + (i < 110 ? 0 : 20 * (i - 110)) + Math.sin(i)] as const,
    ),
  );
  expect(growthOf(track, [{ from: 0, to: 595 * SECOND, end: 'running' }]).answer).not.toBe('yes');
});

describe('runs that are killed again and again after a long calm', () => {
  /** A pod of 24 h: level, then runs that each rise by `law` of their age in minutes until they are killed at 256. */
  function pod(hoursCalm: number, law: (age: number) => number, runs: number, ended: 'running' | 'oom-killed') {
    const random = randomOf(7);
    const step = 144 * SECOND;
    const samples: (readonly [number, number])[] = [];
    const lives: Lifetime[] = [];
    const add = (from: number, to: number, value: (age: number) => number) => {
      for (let at = Math.ceil(from / step) * step; at < to; at += step)
        samples.push([at, value((at - from) / MINUTE) + random.normal()]);
    };
    const calm = hoursCalm * HOUR;
    add(0, calm, () => law(0));
    lives.push({ from: 0, to: calm, end: 'oom-killed' });
    let age = 0;
    while (law(age) < 256) age += 0.25;
    for (let run = 0; run < runs; run += 1) {
      const from = calm + run * (age + 0.5) * MINUTE;
      const to = from + age * MINUTE;
      add(from, to, law);
      lives.push({ from, to, end: run === runs - 1 ? ended : 'oom-killed', startSeen: true });
    }
    return growthOf(trackOf(samples), lives, { limit: 256 });
  }

  test.each([
    ['25 runs of 9 min', 19, (age: number) => 160 + 10.5 * age, 25, 'oom-killed'],
    ['8 runs of 12 min, from low', 20, (age: number) => 60 + 16 * age, 8, 'running'],
    ['6 runs of 20 min', 20, (age: number) => 100 + 7.8 * age, 6, 'running'],
    ['5 runs of 40 min', 18, (age: number) => 140 + 2.9 * age, 5, 'oom-killed'],
  ] as const)('%s: growth', (_, calm, law, runs, ended) => {
    const growth = pod(calm, law, runs, ended);
    expect(growth.answer).toBe('yes');
    expect(growth.perHour / (60 * (law(1) - law(0)))).toBeCloseTo(1, 0);
  });

  test.each([
    ['a jump before each kill', (age: number) => (age < 10 ? 100 : 100 + 200 * (age - 10))],
    ['a start that nearly fills the limit', (age: number) => (age < 12 ? 100 + 130 * Math.min(1, age / 2) : 300)],
  ])('%s is none', (_, law) => {
    expect(pod(19, law, 10, 'running').answer).not.toBe('yes');
  });
});

describe('a steady climb to a kill after a long calm', () => {
  const killed = (after: (minute: number) => number) => {
    const random = randomOf(9);
    const step = 144 * SECOND;
    const kill = 23 * HOUR;
    const samples = Array.from({ length: 600 }, (_, i) => {
      const left = (kill - i * step) / HOUR;
      const law = left >= 1.5 ? 160 : left >= 0 ? 160 + 230 * (1.5 - left) : after(-left * 60);
      return [i * step, law + 2 * random.normal()] as const;
    });
    return growthOf(
      trackOf(samples),
      [
        { from: 0, to: kill, end: 'oom-killed' },
        { from: kill + 1, to: 24 * HOUR, end: 'running', startSeen: true },
      ],
      { limit: 512 },
    );
  };

  test('goes on in the next run: growth', () => {
    expect(killed((minute) => 160 + 3.8 * minute)).toMatchObject({ answer: 'yes' });
  });

  test('does not come back: none', () => {
    expect(killed(() => 160).answer).not.toBe('yes');
  });
});

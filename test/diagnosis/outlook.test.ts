import { describe, expect, test } from 'vitest';
import { forecastOf } from '../../src/diagnosis/forecast.ts';
import { forecastLine } from '../../src/diagnosis/forecast-wording.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { rankPods } from '../../src/diagnosis/ranked-pods.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { Lifetime, PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';

const NOW = Date.UTC(2026, 10, 30, 5);
const LIMIT = 640;

interface Seen {
  /** Hours before now at which each run began; all but the last were killed. */
  readonly starts: readonly number[];
  /** MiB at an age in hours, of a run that began so many hours before now. */
  readonly level: (age: number, start: number) => number;
  /** Hours that the window goes back. */
  readonly window: number;
  /** Whether what came before the window is known. */
  readonly before?: boolean;
}

function watching({ starts, level, window, before = false }: Seen): Observation {
  const at = (hour: number) => {
    const start = starts.findLast((each) => -each <= hour) ?? 0;
    return (level(hour + start, start) + 2 * Math.sin(hour * 50)) * MiB;
  };
  const points = (from: number, to: number, step: number) =>
    Array.from({ length: Math.floor((to - from) / step) }, (_, i) => from + i * step)
      .filter((hour) => hour >= -(starts[0] ?? 0))
      .map((hour) => [NOW + hour * HOUR, at(hour)] as const);
  const lifetimes = starts.map((start, i): Lifetime => {
    const next = starts[i + 1];
    const from = NOW - Math.min(start, window) * HOUR;
    const ended =
      next === undefined ? { to: NOW, end: 'running' as const } : { to: NOW - next * HOUR, end: 'oom-killed' as const };
    return { from, ...ended, startSeen: start <= window, startedAt: NOW - start * HOUR };
  });
  const seen = lifetimes.filter(({ to }) => to > NOW - window * HOUR);
  const kills = seen.filter(({ end }) => end === 'oom-killed').map(({ to }) => to);
  const pod: PodMemory = {
    pod: 'api-0',
    rss: trackOf(points(-window, 0, 1 / 30)),
    lifetimes: seen,
    limit: LIMIT * MiB,
    restarts: kills.length,
    kills,
  };
  const earlier = before ? [{ pod: 'api-0', track: trackOf(points(-8 * 24, -window, 1 / 4)) }] : undefined;
  return {
    range: { from: NOW - window * HOUR, to: NOW },
    step: 2 * MINUTE,
    pods: [pod],
    measured: {},
    deploys: [],
    earlier,
  };
}

/** What 25 MiB an hour at night and 60 by day (from 8 to 20 o’clock UTC) come to between two hours before or after now. */
function leaked(from: number, to: number): number {
  let sum = 0;
  for (let hour = from; hour < to; hour += 1 / 12) {
    const clock = (((hour + 5) % 24) + 24) % 24;
    sum += (clock >= 8 && clock < 20 ? 60 : 25) / 12;
  }
  return sum;
}

const perRequest = (age: number, start: number) => 100 + leaked(-start, age - start);
const kill = (observation: Observation) => forecastOf(observation, 'api-0');
const hours = (at: number | undefined) => ((at ?? 0) - NOW) / HOUR;

describe('a leak that requests carry, asked about at night', () => {
  /** From 21 o’clock on: 100 + 8 × 25 by now; full after three more hours of the night and some of the day. */
  const runs = { level: perRequest };
  const real = 3 + (LIMIT - perRequest(8, 8) - 75) / 60;

  test.each([
    ['in a window of a day', { ...runs, starts: [24.5, 15, 8], window: 24 }],
    [
      'in the night alone, where the days before are known',
      { ...runs, starts: [24.5, 15, 8], window: 6, before: true },
    ],
  ])('meets its limit by day, as the day before: %s', (_, seen) => {
    const next = kill(watching(seen));
    expect(next?.basis).toBe('same-hours');
    expect(hours(next?.at) / real).toBeGreaterThan(0.9);
    expect(hours(next?.at) / real).toBeLessThan(1.1);
    const observation = watching(seen);
    const [ranked] = rankPods(observation);
    expect(ranked && forecastLine(observation, ranked)).toContain(
      'If the hours to come go as the same hours before did',
    );
  });

  test('of which no day was seen has a range that holds the kill', () => {
    const next = kill(watching({ starts: [8], level: perRequest, window: 8 }));
    expect(hours(next?.earliest)).toBeLessThan(real);
    expect(hours(next?.latest)).toBeGreaterThan(real);
    // The night’s rate alone is not the end of it.
    expect(hours(next?.earliest)).toBeLessThan(0.7 * hours(next?.at));
  });
});

test('a growth that began within the only day that is known may go on at its rate', () => {
  const level = (age: number) => 150 + 30 * Math.max(0, age - 17);
  const next = kill(watching({ starts: [26], level, window: 24 }));
  // In room for 220 MiB at 30 an hour.
  expect(hours(next?.earliest)).toBeLessThan(7.4);
});

test('a day in which the traffic falls again shows its own rate, not that of its rise', () => {
  const level = (age: number) => 150 + age + 40 * Math.sin((2 * Math.PI * (age - 18 + 9)) / 24);
  const observation = watching({ starts: [33], level, window: 24 });
  const [ranked] = rankPods(observation);
  if (ranked?.nextKill?.dailyMean === undefined) throw new Error('no day is known');
  expect(ranked.nextKill.dailyMean / MiB).toBeCloseTo(1, 0);
  expect(ranked.rate.perHour).toBeLessThan(1.3 * ranked.nextKill.dailyMean);
});

describe('a climb that is not straight', () => {
  test('and slows down may level off: only the earliest moment is said', () => {
    const observation = watching({ starts: [6], level: (age) => 120 + 480 * (1 - Math.exp(-age / 5)), window: 6 });
    const next = kill(observation);
    expect(next?.open).toBe(true);
    const [ranked] = rankPods(observation);
    expect(ranked && forecastLine(observation, ranked)).toMatch(/ at the earliest, or not at all if it levels off\.$/);
  });

  test('and stands for an hour may have ended', () => {
    const next = kill(watching({ starts: [8], level: (age) => 200 + 30 * Math.min(age, 6.9), window: 8 }));
    expect(next === undefined || next.open === true).toBe(true);
  });

  test('and climbs faster of late is not drawn on by its mean', () => {
    const level = (age: number) => 100 + 4 * age ** 2;
    const next = kill(watching({ starts: [8], level, window: 8 }));
    const real = Math.sqrt((LIMIT - 100) / 4) - 8;
    expect(hours(next?.at) / real).toBeLessThan(1.5);
    expect(hours(next?.earliest)).toBeLessThan(real);
  });
});

test('that goes as earlier runs did is killed at the age at which they were', () => {
  const level = (age: number) => 100 + 540 * (age / 10) ** 2;
  const next = kill(watching({ starts: [24, 14, 4], level, window: 24 }));
  expect(hours(next?.earliest)).toBeLessThan(6);
  expect(hours(next?.latest)).toBeGreaterThan(6);
});

test('of two runs that climb at other rates both are said', () => {
  const level = (age: number, start: number) => 100 + (start > 10 ? 40 : 70) * age;
  const { headline } = judgeRssGrowing(watching({ starts: [20.5, 7], level, window: 24 }));
  expect(headline).not.toMatch(/ MiB\/h in each of 2/);
  expect(headline).not.toContain('typically');
});

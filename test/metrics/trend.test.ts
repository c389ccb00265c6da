import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { floorOf } from '../../src/metrics/floor.ts';
import { trendTest } from '../../src/metrics/mann-kendall.ts';
import { nextKillOf } from '../../src/metrics/next-kill.ts';
import { type Track, trackOf } from '../../src/metrics/series.ts';
import { slopePerHour } from '../../src/metrics/theil-sen.ts';

/** One sample a minute. */
function sampled(minutes: number, law: (minute: number) => number): Track {
  return trackOf(Array.from({ length: minutes }, (_, minute) => [minute * MINUTE, law(minute)] as const));
}

describe('Theil–Sen', () => {
  test('finds the slope of a line, whatever its level and unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -1000, max: 1000 }), (perHour, level) => {
        const slope = slopePerHour(sampled(60, (minute) => level + (perHour * minute) / 60));
        expect(slope).toBeCloseTo(perHour, 6);
      }),
    );
  });

  test('is not moved by a quarter of wild samples', () => {
    const slope = slopePerHour(sampled(100, (minute) => (minute % 4 === 0 ? 1e9 : minute)));
    expect(slope).toBeCloseTo(60, 6);
  });

  test('is zero for fewer than two points', () => expect(slopePerHour(sampled(1, () => 7))).toBe(0));
});

describe('Mann–Kendall', () => {
  test('counts the pairs that rise and those that fall', () => {
    // Of six pairs five rise and one falls.
    const values = [1, 3, 2, 4];
    expect(trendTest(sampled(4, (minute) => values[minute] ?? 0)).tau).toBeCloseTo(4 / 6, 12);
  });

  test('says nothing of three points', () => expect(trendTest(sampled(3, (minute) => minute)).tau).toBe(0));

  test('turning a track upside down turns the sign', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 5, maxLength: 30 }), (values) => {
        const up = trackOf(values.map((value, i) => [i, value] as const));
        const down = trackOf(values.map((value, i) => [i, -value] as const));
        expect(trendTest(down).tau).toBeCloseTo(-trendTest(up).tau, 12);
      }),
    );
  });
});

test('the floor of a saw is the level it returns to', () => {
  const saw = sampled(400, (minute) => 100 + 10 * (minute % 7));
  expect(Math.max(...floorOf(saw).values)).toBe(100);
});

describe('the next kill', () => {
  test('comes when the level meets the limit, within the range of the rates seen', () => {
    const kill = nextKillOf(0, 300, 500, [100, 80, 200]);
    expect(kill).toEqual({ at: 2 * HOUR, earliest: HOUR, latest: 2.5 * HOUR });
  });

  test('is not predicted for what does not rise, nor for next year', () => {
    expect(nextKillOf(0, 300, 500, [-1])).toBeUndefined();
    expect(nextKillOf(0, 300, 1e6, [1])).toBeUndefined();
  });
});

test('a part of which the scrape missed most has no floor', () => {
  const points = Array.from({ length: 120 }, (_, minute) => [minute * MINUTE, minute % 4 === 0 ? 100 : 180] as const);
  const holed = trackOf(
    points.filter(([, value], minute) => minute < 62 || minute > 80 || (minute === 70 && value > 100)),
  );
  expect(Math.max(...floorOf(holed).values)).toBe(100);
});

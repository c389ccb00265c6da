import { describe, expect, test } from 'vitest';
import { randomOf } from '../../scripts/score/random.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import { repeatsEachDay } from '../../src/metrics/daily-rhythm.ts';
import { trackOf } from '../../src/metrics/series.ts';

/** A run of so many hours in 600 samples, with noise of two units. */
function days(hours: number, law: (hour: number) => number): number | undefined {
  const random = randomOf(31);
  const points = Array.from({ length: 601 }, (_, i) => {
    const hour = (i * hours) / 600;
    return [hour * HOUR, law(hour) + 2 * random.normal()] as const;
  });
  return repeatsEachDay(trackOf(points));
}

const sine = (hour: number) => (1 - Math.cos((hour / 24) * 2 * Math.PI)) / 2;
/** Up at nine, down at six. */
const shift = (hour: number) => Number(hour % 24 >= 9 && hour % 24 < 18);

describe('days that are alike', () => {
  test.each([
    ['three days of sines', 72, (hour: number) => 500 + 40 * sine(hour), 3],
    ['two shifts, begun at noon', 52, (hour: number) => 200 + 90 * shift(hour + 12), 2],
    ['a week, less at its end', 168, (hour: number) => 180 + (hour > 120 ? 60 : 120) * sine(hour + 5), 7],
    ['four days after a start that loads', 96, (hour: number) => 240 - 90 * Math.exp(-hour / 2) + 70 * sine(hour), 3],
  ] as const)('%s', (_, hours, law, expected) => {
    expect(days(hours, law)).toBe(expected);
  });
});

describe('days that are not', () => {
  test.each([
    ['a line under a wave', 96, (hour: number) => 200 + hour + 60 * sine(hour)],
    ['a line', 72, (hour: number) => 200 + 2 * hour],
    ['a fill of three days', 72, (hour: number) => 300 - 150 * Math.exp(-hour / 20)],
    [
      'a fill of five days under a small wave',
      120,
      (hour: number) => 300 - 150 * Math.exp(-hour / 40) + 12 * sine(hour),
    ],
    ['level', 72, () => 300],
    ['a wave of 31 hours', 96, (hour: number) => 200 + 80 * Math.sin(hour / 5)],
    ['a step', 96, (hour: number) => (hour < 50 ? 200 : 300)],
    ['one day and a half', 36, (hour: number) => 200 + 80 * sine(hour)],
    ['a morning that rises further each day', 72, (hour: number) => 200 + 30 * Math.floor(hour / 24) + 60 * sine(hour)],
  ] as const)('%s', (_, hours, law) => {
    expect(days(hours, law)).toBeUndefined();
  });
});

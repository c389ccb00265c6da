import { describe, expect, test } from 'vitest';
import { randomOf } from '../../scripts/score/random.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { isOnsetOfSwing } from '../../src/metrics/onset-in-swing.ts';
import { trackOf } from '../../src/metrics/series.ts';

const T0 = Date.UTC(2026, 10, 24);

function run(from: number, to: number, level: (hour: number) => number) {
  const random = randomOf(from * 100 + to);
  const count = ((to - from) * HOUR) / (10 * MINUTE);
  return trackOf(
    Array.from({ length: count + 1 }, (_, i) => {
      const hour = from + i / 6;
      return [T0 + hour * HOUR, level(hour) + 2 * random.normal()] as const;
    }),
  );
}

/** The traffic of a day, highest at 15:00. */
const day = (hour: number) => Math.cos(((hour - 15) / 12) * Math.PI);

describe('an onset that is only the swing of a day', () => {
  test.each([
    [15, 39.5, 1.5, 35],
    [9, 38, 1.5, 35],
    [14, 60, 1, 45],
    [13, 28, 3, 60],
    [15, 22, 2, 20],
  ])('a line from hour %i on, taken to bend at %i', (from, bend, rate, swing) => {
    const leaks = run(from, 150, (hour) => 200 + rate * (hour - from) + swing * day(hour));
    expect(isOnsetOfSwing(leaks, T0 + bend * HOUR)).toBe(true);
  });
});

describe('an onset of its own', () => {
  test.each([
    [6, 54, 1.5, 35],
    [15, 39.5, 1.5, 35],
    [0, 30, 4, 40],
    [0, 72, 1, 20],
  ])('level from hour %i on, growing since %i under the swing', (from, bend, rate, swing) => {
    const leaks = run(from, 150, (hour) => 200 + rate * Math.max(0, hour - bend) + swing * day(hour));
    expect(isOnsetOfSwing(leaks, T0 + bend * HOUR)).toBe(false);
  });

  test('a swing that is small beside the growth hides none of it', () => {
    const leaks = run(0, 60, (hour) => 200 + 20 * Math.max(0, hour - 8) + 3 * day(hour));
    expect(isOnsetOfSwing(leaks, T0 + 8 * HOUR)).toBe(false);
  });

  test('less than a day behind it shows no swing', () => {
    const leaks = run(0, 30, (hour) => 200 + 5 * Math.max(0, hour - 10) + 30 * day(hour));
    expect(isOnsetOfSwing(leaks, T0 + 10 * HOUR)).toBe(false);
  });
});

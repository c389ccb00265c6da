import { expect, test } from 'vitest';
import { fitted, stepFor, windowBefore } from '../../src/evidence/window.ts';
import { HOUR, MINUTE, SECOND } from '../../src/measurement/duration.ts';
import { lengthOf, type TimeRange } from '../../src/measurement/time.ts';
import { trackOf } from '../../src/metrics/series.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const day = windowBefore(NOW);

/** What a source answers for a service of that age: a point for each step with data, at the end of the step. */
function seen(range: TimeRange, age: number) {
  const step = stepFor(range);
  const count = Math.ceil(age / step);
  return [trackOf(Array.from({ length: count }, (_, i) => [range.to - (count - 1 - i) * step, 1] as const))];
}

test.each([
  ['two minutes, less than a step of a day', 2 * MINUTE],
  ['ten minutes', 10 * MINUTE],
  ['three hours', 3 * HOUR],
])('a service seen for %s fills its window, and none of it is cut off', (_, age) => {
  const coarse = fitted(day, seen(day, age));
  const range = fitted(coarse, seen(coarse, age), 0.9);
  expect(range.to).toBe(NOW);
  expect(lengthOf(range)).toBeGreaterThanOrEqual(age);
  expect(lengthOf(range)).toBeLessThanOrEqual(age / 0.9 + stepFor(day));
  expect(stepFor(range)).toBeLessThanOrEqual(Math.max(2 * SECOND, age / 300));
});

test('data that fills most of the window leaves it as it is', () => {
  expect(fitted(day, seen(day, 20 * HOUR))).toBe(day);
});

test('no data leaves it as it is', () => {
  expect(fitted(day, [])).toBe(day);
});

import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { swingBetween } from '../../src/metrics/swing.ts';

test.each([
  ['minutes beside minutes', 10 * MINUTE, 10 * MINUTE, 0, 0.1],
  ['two hours beside the next two', 2 * HOUR, 2 * HOUR, 0.4, 0.6],
  ['half a day beside the other half', 12 * HOUR, 12 * HOUR, 1.2, 1.3],
  ['a day beside the next', DAY, DAY, 0, 0.001],
  ['an hour beside ten days', HOUR, 10 * DAY, 0.9, 1.1],
])('a day’s wave: %s', (_, seen, ahead, least, most) => {
  expect(swingBetween(seen, ahead)).toBeGreaterThanOrEqual(least);
  expect(swingBetween(seen, ahead)).toBeLessThanOrEqual(most);
});

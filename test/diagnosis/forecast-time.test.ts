import { expect, test } from 'vitest';
import { forecastTime, timeLeftSaid } from '../../src/diagnosis/forecast-time.ts';
import { HOUR, MINUTE, SECOND } from '../../src/measurement/duration.ts';
import type { NextKill } from '../../src/metrics/next-kill.ts';

const NOW = Date.UTC(2026, 10, 30, 11, 0);
const kill = (at: number, earliest: number, latest: number) =>
  forecastTime({ at: NOW + at, earliest: NOW + earliest, latest: NOW + latest }, NOW);

const far = { at: NOW + 9 * HOUR, earliest: NOW + 4 * HOUR, latest: NOW + 11 * HOUR };

test.each<[string, Partial<NextKill>, string, string]>([
  ['a moment and its range', {}, 'at about 20:00 UTC (15:00 to 22:00)', 'about 9 h'],
  ['a wide range without a moment', { wide: true }, 'between 15:00 and 22:00 UTC', '4 h to 11 h'],
  [
    'only its beginning where it may level off',
    { open: true },
    'at 15:00 UTC at the earliest, or not at all if it levels off',
    'at least 4 h',
  ],
])('a forecast is said as %s', (_, flags, when, left) => {
  expect(forecastTime({ ...far, ...flags }, NOW)).toBe(when);
  expect(timeLeftSaid({ ...far, ...flags }, NOW)).toBe(left);
});

test('a forecast has its span, where the figures show one', () => {
  expect(kill(28 * SECOND, 24 * SECOND, 33 * SECOND)).toBe('in about 28 s (24 s to 33 s)');
  expect(kill(3 * MINUTE, 3 * MINUTE - 5 * SECOND, 3 * MINUTE + 5 * SECOND)).toBe('in about 3 min');
});

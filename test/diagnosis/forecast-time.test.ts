import { expect, test } from 'vitest';
import { forecastTime } from '../../src/diagnosis/forecast-wording.ts';
import { MINUTE, SECOND } from '../../src/measurement/duration.ts';

const NOW = Date.UTC(2026, 10, 30, 11, 0);
const kill = (at: number, earliest: number, latest: number) =>
  forecastTime({ at: NOW + at, earliest: NOW + earliest, latest: NOW + latest }, NOW);

test('a forecast has its span, where the figures show one', () => {
  expect(kill(28 * SECOND, 24 * SECOND, 33 * SECOND)).toBe('in about 28 s (24 s to 33 s)');
  expect(kill(3 * MINUTE, 3 * MINUTE - 5 * SECOND, 3 * MINUTE + 5 * SECOND)).toBe('in about 3 min');
});

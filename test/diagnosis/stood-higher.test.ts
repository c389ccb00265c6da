import { describe, expect, test } from 'vitest';
import { stoodHigher } from '../../src/diagnosis/stood-higher.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { RANGE, track } from './go-case.ts';

const between = (first: number, last: number, low: number, high: number) =>
  track((hour) => (hour >= first && hour < last ? high : low), 2);

describe('memory that steps', () => {
  test.each([
    [6, 23.5, 180, 490],
    [10, 16, 300, 420],
    [2, 22, 90, 800],
  ])('up at hour %s and back at hour %s stood higher between them', (first, last, low, high) => {
    const stood = stoodHigher(between(first, last, low, high));
    expect(Math.abs((stood?.from ?? 0) - (RANGE.from + first * HOUR))).toBeLessThan(5 * MINUTE);
    expect(Math.abs((stood?.to ?? 0) - (RANGE.from + last * HOUR))).toBeLessThan(5 * MINUTE);
  });

  test.each([
    ['up', 12, 25],
    ['down', 0, 12],
  ])('%s once has no time between', (_, first, last) => {
    expect(stoodHigher(between(first, last, 180, 490))).toBeUndefined();
  });
});

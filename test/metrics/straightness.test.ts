import { describe, expect, test } from 'vitest';
import { trackOf } from '../../src/metrics/series.ts';
import { lateShare, straightness } from '../../src/metrics/straightness.ts';

const drawn = (law: (at: number) => number, count = 11) =>
  trackOf(Array.from({ length: count }, (_, i) => [1000 * i, law(i / (count - 1))] as const));

describe('the share of a gain that falls into the second half', () => {
  test.each([
    ['a line', (at: number) => 7 + 3 * at, 0.5],
    ['a fall', (at: number) => 7 - 3 * at, 0.5],
    ['what gathers pace', (at: number) => at ** 2, 0.75],
    ['what slows down to nothing', (at: number) => 1 - (1 - at) ** 2, 0.25],
  ])('is exact for %s', (_, law, share) => {
    expect(lateShare(drawn(law))).toBeCloseTo(share, 9);
  });

  test('is decided by no single figure', () => {
    const noisy = (at: number) => 10 * at + (at === 0.5 ? 1.5 : 0);
    expect(lateShare(drawn(noisy))).toBeGreaterThan(0.45);
  });

  test('is that of a line where two figures are all there is, and none of what stands', () => {
    expect(lateShare(drawn((at) => at, 2))).toBeCloseTo(0.5, 9);
    expect(lateShare(drawn(() => 4))).toBe(0);
    expect(lateShare(trackOf([]))).toBe(0);
  });

  test('of a line that is straight', () => {
    expect(straightness(drawn((at) => 2 - at))).toBeCloseTo(1, 9);
    expect(straightness(drawn(() => 4))).toBe(0);
  });
});

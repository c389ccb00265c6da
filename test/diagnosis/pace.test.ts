import { describe, expect, test } from 'vitest';
import { paceOf } from '../../src/diagnosis/pace.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import { trackOf } from '../../src/metrics/series.ts';

const POINTS = 41;

function floor(law: (share: number) => number) {
  return trackOf(Array.from({ length: POINTS }, (_, i) => [i * MINUTE, law(i / (POINTS - 1))] as const));
}

describe('the pace at the end of a life, beside that before its middle', () => {
  test.each([
    ['a line goes on as it began', (at: number) => 100 + 50 * at, 1],
    ['a bend to half the rate', (at: number) => 100 + 50 * Math.min(at, 0.6) + 25 * Math.max(0, at - 0.6), 0.5],
    ['a filled cache has levelled off', (at: number) => 100 + 50 * Math.min(at, 0.6), 0],
  ])('%s', (_, law, share) => expect(paceOf(floor(law), 0)?.share).toBeCloseTo(share, 1));

  test('there is none where nothing rose before the middle', () => {
    expect(
      paceOf(
        floor(() => 100),
        1,
      ),
    ).toBeUndefined();
    expect(
      paceOf(
        floor((at) => 100 - at),
        1,
      ),
    ).toBeUndefined();
  });

  test('is reported as badly as the points stray, beside how steep they are', () => {
    const errorOf = (rise: number, noise: number) =>
      paceOf(
        floor((at) => 100 + rise * at),
        noise,
      )?.error ?? 0;
    expect(errorOf(50, 0)).toBe(0);
    expect(errorOf(50, 2)).toBeCloseTo(2 * errorOf(50, 1));
    expect(errorOf(100, 1)).toBeCloseTo(errorOf(50, 1) / 2);
  });
});

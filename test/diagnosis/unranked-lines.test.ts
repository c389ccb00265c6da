import { describe, expect, test } from 'vitest';
import { unrankedLines } from '../../src/diagnosis/unranked-lines.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import type { GrowthPath } from '../../src/profile/comparison.ts';

const GREW = { delta: 20 * MiB, unit: 'bytes' } as const;

test('what the profiles cannot place is a remainder of the growth', () => {
  expect(unrankedLines({ ...GREW, unplaced: 5 * MiB })).toEqual([
    '+5 MiB (25 % of the growth) is what the profiles cannot place: no line of theirs stands for it.',
  ]);
});

test('what the endpoint gained is an estimate, with its margin', () => {
  const [said] = unrankedLines({ ...GREW, ofProfiler: 8 * MiB, ofProfilerMargin: 3 * MiB });
  expect(said).toContain('gained +8 MiB ± 3 MiB itself (40 % of the growth)');
  expect(unrankedLines({ ...GREW, ofProfiler: 8 * MiB })[0]).toContain('gained +8 MiB itself');
});

test('nothing is said of what did not grow', () => {
  expect(unrankedLines(GREW)).toEqual([]);
});

describe('of what the samples cannot rank', () => {
  const path = (name: string, current: number, delta: number): GrowthPath => ({
    frames: [{ function: name, file: 'Trail.java', line: 17 }],
    below: [],
    base: 0,
    current: 0,
    delta,
    share: 0,
    sampled: { base: 3, current, margin: 50_000, currentMargin: 1, few: true },
  });
  const parts = { delta: 400_000, unit: 'ppm' } as const;

  test('many objects are no few: it is their change that is within what the sampling may err', () => {
    const withinError = [path('com.acme.Tile.<init>', 846, 4000), path('com.acme.Trail.book', 171, -40_000)];
    expect(unrankedLines({ ...parts, withinError })).toEqual([
      'No change that the samples could show: Tile.<init>:17 (846 objects, +<1 % ± 5 %), Trail.book:17 (171 objects, −4 % ± 5 %).',
    ]);
  });

  test('few objects are too few', () => {
    expect(unrankedLines({ ...parts, tooFew: [path('com.acme.Tile.<init>', 2, 4000)] })).toEqual([
      'Too few samples to rank: Tile.<init>:17 (2 objects), +<1 % together.',
    ]);
  });
});

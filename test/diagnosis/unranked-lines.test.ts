import { expect, test } from 'vitest';
import { unrankedLines } from '../../src/diagnosis/unranked-lines.ts';
import { MiB } from '../../src/measurement/bytes.ts';

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

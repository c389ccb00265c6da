import { expect, test } from 'vitest';
import { answersIn } from './answers.ts';

// Of 993100005 the last two moments were "warm-up, very sure" after three of "page cache, very sure": a later look has less
// of the rise in its window, and the pages are still what stands.
test.each([993100005, 884100001, 884100002, 884100003, 884100004])(
  'page cache that filled is page cache at each later look: seed %i',
  { timeout: 60_000 },
  async (seed) => {
    const kinds = (await answersIn('page-cache', seed)).map(({ kind }) => kind);
    const first = kinds.indexOf('page-cache');
    expect(first).not.toBe(-1);
    expect(kinds.slice(first)).toEqual(kinds.slice(first).map(() => 'page-cache'));
  },
);

test.each([993100005, 993100009, 993100010, 71, 72])(
  'a heap that ended at its own maximum is not said to fill a larger one: seed %i',
  { timeout: 60_000 },
  async (seed) => {
    const advice = (await answersIn('node-heap-out-of-memory', seed)).flatMap(({ said }) => said?.advice ?? []);
    expect(advice.some((line) => line.includes('raise the heap’s maximum'))).toBe(true);
    for (const line of advice.filter((each) => each.includes('raise the heap’s maximum')))
      expect(line).not.toMatch(/the live heap fills the/);
  },
);

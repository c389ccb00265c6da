import { describe, expect, test } from 'vitest';
import { fills, foundYoung, type Young } from '../support/a-young-jvm.ts';

/** A process that starts and takes what any does: fast at first, then next to nothing. */
const starts = { native: (second: number) => 25 + fills(45, 18)(second) };

/** What is under way while the sum of memory bends, as the end of a start hides it. */
const MOVES: Readonly<Record<string, Omit<Young, 'age'>>> = {
  'objects of ever more requests': { ...starts, live: (second) => 7 + 0.0008 * second * second, committed: () => 60 },
  'sessions that come evenly': { ...starts, live: (second) => 10 + 0.1 * second, committed: () => 70 },
  'a cache that fills by chance': { ...starts, live: (second) => 9 + fills(40, 150)(second), committed: () => 75 },
  'a leak within the room that the heap has': {
    ...starts,
    live: (second) => 12 + 0.14 * second,
    committed: (second) => 40 + fills(60, 12)(second),
  },
  'traffic that rises, in a heap that was not collected yet': {
    ...starts,
    live: () => 9,
    committed: (second) => 40 + fills(60, 12)(second),
    requests: (second) => 10 + 0.2 * second,
  },
};

describe.each(Object.entries(MOVES))('%s', (_, shape) => {
  test.each([72, 96, 120, 148, 176])('is no level at %i s', (age) => {
    const { kind, title, advice } = foundYoung({ ...shape, age });
    expect({ kind, title }).toMatchObject({ kind: 'not-enough-data' });
    expect(advice.join(' ')).not.toMatch(/nothing has to be done/);
  });
});

describe('a start that is over', () => {
  const stands = { ...starts, live: (second: number) => 9 + fills(12, 8)(second), committed: () => 60 };

  test('while heap and traffic stand has levelled off', () => {
    expect(foundYoung({ ...stands, age: 176 }).kind).toBe('warm-up');
    expect(foundYoung({ ...stands, age: 176, requests: (second) => 20 + (second % 8 < 4 ? 0.5 : 0) }).kind).toBe(
      'warm-up',
    );
  });

  test('and older than a start is judged by what memory does', () => {
    expect(foundYoung({ ...stands, age: 420 }).kind).toBe('warm-up');
  });
});

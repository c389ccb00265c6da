import { expect, test } from 'vitest';
import { OpeningsAlone } from '../../../src/slack/courier/alone.ts';

const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `inv-${from + n}`);

test('a few openings are no storm: each is posted alone', () => {
  const alone = new OpeningsAlone();
  for (let waiting = 7; waiting > 0; waiting -= 1) {
    expect(alone.left('A', ids(0, waiting))).toBe(waiting);
    expect(alone.knows('A')).toBe(false);
  }
});

test('of a storm five, however many wait; the rest is for digests', () => {
  const alone = new OpeningsAlone();
  expect(alone.left('A', ids(0, 8))).toBe(5);
  expect(alone.left('A', ids(1, 8))).toBe(4);
  // Fewer than a storm by now, but of one that was sized up.
  expect(alone.left('A', ids(2, 8))).toBe(3);
  expect(alone.left('A', ids(4, 60))).toBe(1);
  expect(alone.left('A', ids(5, 60))).toBe(0);
  expect(alone.left('A', ids(7, 60))).toBe(0);
});

test('one whose post was refused waits again: it has not used its turn', () => {
  const alone = new OpeningsAlone();
  alone.left('A', ids(0, 8));
  expect(alone.left('A', ids(1, 8))).toBe(4);
  expect(alone.left('A', ids(0, 8))).toBe(5);
});

test('another channel has its own; a storm of which nothing waits is over', () => {
  const alone = new OpeningsAlone();
  alone.left('A', ids(0, 8));
  alone.left('A', ids(3, 8));
  expect(alone.left('B', ids(20, 28))).toBe(5);
  alone.overAllBut(new Set(['B']));
  expect([alone.knows('A'), alone.knows('B')]).toEqual([false, true]);
  expect(alone.left('A', ids(0, 8))).toBe(5);
});

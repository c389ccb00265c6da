import { expect, test } from 'vitest';
import { MiB } from '../../../src/measurement/bytes.ts';
import { boxLabel } from '../../../src/presentation/flame-graph/box-label.ts';
import type { FlameBox } from '../../../src/presentation/flame-graph/flame-graph.ts';

const put: FlameBox = {
  kind: 'frame',
  name: 'cache.(*MarketsValueCache).Put',
  row: 4,
  x: 0,
  width: 0.7,
  value: 301 * MiB,
  delta: 271 * MiB,
  growth: 'most',
  top: true,
  peak: true,
  deeper: 0,
};
/** A font in which every character is one wide. */
const room = (width: number) => (text: string) => text.length <= width;

test.each([
  [put, 60, 'cache.(*MarketsValueCache).Put  301 MiB  +271'],
  [put, 40, 'cache.(*MarketsValueCache).Put  +271'],
  [put, 30, 'cache.(*MarketsValueCache).Put'],
  [put, 26, '(*MarketsValueCache).Put'],
  [put, 12, 'Put'],
  [put, 2, ''],
  [{ ...put, name: 'main.serve.Count.func6' }, 15, 'Count.func6'],
  [{ ...put, name: 'getOrQueryMarketsValues' }, 12, 'getOrQueryM…'],
  [{ ...put, growth: 'same' as const }, 60, 'cache.(*MarketsValueCache).Put  301 MiB'],
  [{ ...put, delta: -12 * MiB, growth: 'smaller' as const }, 60, 'cache.(*MarketsValueCache).Put  301 MiB  −12'],
  [{ ...put, value: 2048 * MiB }, 60, 'cache.(*MarketsValueCache).Put  2 GiB  +271 MiB'],
  [{ ...put, deeper: 4 }, 60, 'cache.(*MarketsValueCache).Put  301 MiB  +271  ⋯ 4 deeper'],
  [{ ...put, kind: 'elided' as const, name: '⋯ 6 frames' }, 6, '⋯ 6'],
])('in a box the most telling label that fits (%#)', (box, width, label) => {
  expect(boxLabel(box, 'bytes', room(width))).toBe(label);
});

test('goroutines are counted', () => {
  expect(boxLabel({ ...put, value: 30_100, delta: 27_100 }, 'count', room(60))).toBe(
    'cache.(*MarketsValueCache).Put  30,100  +27,100',
  );
});

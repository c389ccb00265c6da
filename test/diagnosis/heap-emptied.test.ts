import { expect, test } from 'vitest';
import { emptiedLine } from '../../src/diagnosis/heap-emptied.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { minute } from '../support/a-pod.ts';

const said = (law: (at: number) => number) =>
  emptiedLine(trackOf(Array.from({ length: 60 }, (_, i) => [minute(i), law(i)] as const)), {
    from: minute(0),
    to: minute(59),
  });

test('a live heap that fills and is emptied says how often, and when last', () => {
  expect(said((at) => 5 + 6 * (at % 17))).toEqual([
    'It filled and was emptied 3 times, last at 22 Nov 10:51 UTC: what fills it lets go by itself, as batches and caches that a collector may clear (soft references) do.',
  ]);
});

test('one fall, small waves and a climb say nothing', () => {
  expect(said((at) => (at < 30 ? 90 : 12))).toEqual([]);
  expect(said((at) => 80 + 30 * (at % 5))).toEqual([]);
  expect(said((at) => 10 + at)).toEqual([]);
});

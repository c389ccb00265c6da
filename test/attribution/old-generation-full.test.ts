import { expect, test } from 'vitest';
import { endedByFullHeap } from '../../src/attribution/full-heap.ts';
import { aRun } from './a-run.ts';

/** A JVM that ended itself, with so much in use of a heap of 96 MiB whose old generation may take 64. */
const ended = (live: number, used: number, own: Readonly<Record<string, number>> = { 'live-max': 64 }) =>
  endedByFullHeap({
    ...aRun({
      runtime: 'jvm',
      bytes: { 'live-heap': [20, live], 'heap-used': [40, used], 'heap-max': 96, ...own },
      counts: { collections: [0, 40] },
    }),
    end: 'restarted',
    exitCode: 3,
  });

test('a heap whose old generation was full had no room left, though the collector gave up some of the young one', () => {
  expect(ended(64, 78)).toBe(true);
  expect(ended(63, 78)).toBe(true);
});

test('one with room in both ended otherwise; so did one whose only bound is that of the whole', () => {
  expect(ended(50, 78)).toBe(false);
  expect(ended(64, 78, {})).toBe(false);
  expect(ended(64, 78, { 'live-max': 96 })).toBe(false);
});

test('a heap that was in use as a whole was full, whatever its old generation shows', () => {
  expect(ended(50, 90)).toBe(true);
});

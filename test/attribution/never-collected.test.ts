import { expect, test } from 'vitest';
import { isNeverCollected } from '../../src/attribution/live-heap.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { minute } from '../support/a-pod.ts';
import { aRun } from './a-run.ts';

/** A JVM with a heap in use that is drawn minute by minute. */
function using(levels: readonly number[], counts: Parameters<typeof aRun>[0]['counts'] = {}) {
  const run = aRun({ runtime: 'jvm', bytes: { rss: 100 }, counts });
  const track = trackOf(levels.map((level, i) => [minute(i), level]));
  return { ...run, tracks: { ...run.tracks, 'heap-used': { track, metric: 'heap-used', reading: 'value' } as const } };
}

test('a heap that only ever rose was never collected; one that fell was', () => {
  expect(isNeverCollected(using([10, 20, 30, 40]))).toBe(true);
  expect(isNeverCollected(using([10, 20, 12, 40]))).toBe(false);
});

test('two scrapes of one moment may differ by a little', () => {
  expect(isNeverCollected(using([10, 20, 19.5, 40]))).toBe(true);
});

test('a collection that is counted is one, and so is none', () => {
  expect(isNeverCollected(using([10, 20, 30, 40], { collections: [0, 3] }))).toBe(false);
  expect(isNeverCollected(using([10, 20, 30, 40], { collections: 0 }))).toBe(true);
});

test('of a heap that no metric shows nothing is known', () => {
  expect(isNeverCollected(aRun({ runtime: 'jvm', bytes: { rss: [100, 400] } }))).toBe(false);
});

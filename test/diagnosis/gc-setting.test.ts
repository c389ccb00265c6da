import { expect, test } from 'vitest';
import { gcFault } from '../../src/diagnosis/gc-setting.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { leakingService, tooth, track, withMeasured, withRuns } from './go-case.ts';

/** A Go heap of which `live` MiB survive, and that is collected when as much again was allocated. */
function goHeap(live: number) {
  return withRuns(
    withMeasured(
      leakingService(),
      {
        'live-heap': track((hour) => (live + (live * tooth(hour, 0.25)) / 0.25) * MiB),
        'next-collection': track(() => 2 * live * MiB),
        'heap-inuse': track(() => 2 * live * MiB),
        gogc: track(() => 100),
        gomemlimit: track(() => 2 ** 63),
      },
      'floor',
    ),
  );
}

test('what is allocated just before a collection is not what is live: its goal fits', () => {
  expect(gcFault(goHeap(100), 400 * MiB)).toBeUndefined();
  expect(gcFault(goHeap(70), 240 * MiB)).toBeUndefined();
});

test('the goal of what is live is what the heap may reach', () => {
  const fault = gcFault(goHeap(100), 220 * MiB);
  expect(fault?.kind).toBe('outgrows');
  const [, reach, live] = /reach (\d+) MiB, though only (\d+) MiB/.exec(fault?.said ?? '') ?? [];
  expect(Number(live)).toBeGreaterThanOrEqual(100);
  expect(Number(live)).toBeLessThan(110);
  expect(Number(reach)).toBeLessThan(220);
});

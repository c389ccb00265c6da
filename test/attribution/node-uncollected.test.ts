import { describe, expect, test } from 'vitest';
import { attributionOf } from '../../src/attribution/attribution.ts';
import type { ContainerRun } from '../../src/attribution/container-run.ts';
import { liveHeapOf } from '../../src/attribution/live-heap.ts';
import { candidatesFor } from '../../src/metrics/catalogue.ts';
import { aRun, type Drawn } from './a-run.ts';

/** A Node process whose heap climbs from 150 to 700 MiB under a limit of 800. */
function climb(majors: Drawn, end: ContainerRun['end'], after = 0): ContainerRun {
  const bytes = {
    rss: [240, 790],
    'working-set': [240, 790],
    usage: [240, 790],
    'process-rss': [240, 790],
    'live-heap': [150, 700],
    'heap-used': [150, 700],
    'heap-committed': [170, 720],
    buffers: 6,
  } as const;
  const run = aRun({ runtime: 'node', limit: 800, after, end, bytes, counts: { collections: majors, handles: 40 } });
  const floor = run.tracks['live-heap'];
  return floor === undefined ? run : { ...run, tracks: { ...run.tracks, 'live-heap': { ...floor, reading: 'floor' } } };
}

const leading = (...runs: readonly ContainerRun[]) =>
  attributionOf({ pod: 'api-1', runs, cpus: 2, restarts: 0 })?.leader;

describe('a heap of V8 without major collections', () => {
  test('that was killed before one came is garbage that was not collected, as far as anything shows', () => {
    expect(leading(climb(3, 'oom-killed'))).toMatchObject({ cause: 'uncollected' });
  });

  test('that goes on may be collected yet, and runs that were killed show that it will not be', () => {
    expect(leading(climb(3, 'running'))).toMatchObject({ cause: 'unproven-heap' });
    expect(leading(climb(3, 'oom-killed'), climb(3, 'oom-killed', 110), climb(3, 'running', 220))).toMatchObject({
      cause: 'uncollected',
    });
  });

  test('is no live heap; one with many of them is', () => {
    expect(liveHeapOf(climb(2, 'oom-killed'))?.source).toBe('maybe-garbage');
    expect(liveHeapOf(climb([2, 60], 'oom-killed'))?.source).toBe('floor');
    expect(leading(climb([2, 60], 'oom-killed'))).toMatchObject({ cause: 'heap' });
  });
});

test('minor collections are not counted: they leave all that is old', () => {
  const candidates = candidatesFor('collections', 'node');
  expect(candidates.length).toBeGreaterThan(1);
  for (const { matchers } of candidates) expect(matchers.map(({ value }) => value)).toEqual(['major']);
});

import { describe, expect, test } from 'vitest';
import { attributionOf } from '../../src/attribution/attribution.ts';
import type { ContainerRun } from '../../src/attribution/container-run.ts';
import { liveHeapOf } from '../../src/attribution/live-heap.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { minute } from '../support/a-pod.ts';
import { aRun } from './a-run.ts';

/** A JVM of 100 minutes that was collected as a whole at `collected`, and not since. */
function jvm(lives: (at: number) => number, collected: readonly number[], used: (at: number) => number): ContainerRun {
  const drawn = (valueAt: (at: number) => number) =>
    trackOf(Array.from({ length: 101 }, (_, at) => [minute(at), valueAt(at) * MiB] as const));
  const left = (at: number) => lives(collected.findLast((each) => each <= at) ?? 0);
  const bytes = { rss: [150, 290], 'heap-committed': 300 };
  const run = aRun({ runtime: 'jvm', limit: 512, bytes, counts: { collections: [0, 300] } });
  return {
    ...run,
    tracks: {
      ...run.tracks,
      'live-heap': { track: drawn(left), metric: 'jvm_gc_live_data_size_bytes', reading: 'value' },
      'heap-used': { track: drawn(used), metric: 'jvm_memory_used_bytes', reading: 'value' },
    },
  };
}

/** What is said to live at its end, in MiB. */
function endOf(...drawn: Parameters<typeof jvm>) {
  const live = liveHeapOf(jvm(...drawn));
  return (live?.track.values.at(-1) ?? 0) / MiB;
}

const leak = (at: number) => 20 + 1.2 * at;
const OFTEN = [5, 15, 25, 35, 45, 55];

describe('what full collections left stands still since the last of them', () => {
  test('where each left more than the one before, what lives rose on meanwhile', () => {
    const filled = (at: number) => leak(at) + 30 + (at % 4);
    expect(endOf(leak, OFTEN, filled)).toBeGreaterThan(125);
    expect(endOf(leak, OFTEN, filled)).toBeLessThan(145);
  });

  test('it is never more than the heap at its lowest since', () => {
    expect(endOf(leak, OFTEN, (at) => (at < 56 ? leak(at) + 30 : 110 + (at % 3)))).toBeLessThan(113);
  });

  test.each([
    ['a heap that came down to what the last one left', leak, OFTEN, (at: number) => (at < 99 ? 120 : leak(55) + 4)],
    [
      'collections that left about the same',
      (at: number) => 60 + (at % 2),
      [5, 16, 25, 36, 45, 56],
      (at: number) => 100 + at,
    ],
    [
      'one that left less than the one before',
      (at: number) => (at < 50 ? leak(at) : 40),
      OFTEN,
      (at: number) => 90 + at,
    ],
    ['collections that come as often as ever', leak, [...OFTEN, 65, 75, 85, 95], (at: number) => leak(at) + 40],
    ['two collections', leak, [30, 55], (at: number) => leak(at) + 200],
  ])('%s: nothing is added', (_, lives, collected, used) => {
    const last = lives(collected.at(-1) ?? 0);
    // Where too few were seen the floor of the heap stands in.
    expect(endOf(lives, collected, used)).toBeLessThanOrEqual(collected.length > 2 ? last : used(100));
  });
});

describe('how sure a heap is whose last collection is late', () => {
  const surest = (collected: readonly number[]) => {
    const run = jvm(leak, collected, (at) => leak(at) + 40 + (at % 4));
    return attributionOf({ pod: 'api-1', runs: [run], cpus: 1, restarts: 0 });
  };

  test('is as sure as what collections left, where that is most of its growth', () => {
    const attribution = surest([4, 12, 20, 28, 36, 44, 52, 60, 68]);
    expect(attribution).toMatchObject({ leader: { cause: 'heap' }, unstable: [] });
    expect(attribution?.ledger.live?.source).toBe('floor');
    expect(attribution?.sureAtMost).toBe(1);
  });

  test('is not sure where most of it came since', () => {
    const attribution = surest([4, 8, 12, 16, 20, 24]);
    expect(attribution?.leader?.cause).toBe('heap');
    expect(attribution?.sureAtMost).toBeLessThan(0.8);
  });
});

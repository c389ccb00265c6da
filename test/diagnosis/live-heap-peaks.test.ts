import { describe, expect, test } from 'vitest';
import { judgeLiveHeapGrowing } from '../../src/diagnosis/live-heap-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { RANGE, STEP, series, track, withMeasured, withRuns } from './go-case.ts';

/** What is said of a live heap that stands at 200 MiB and is at `peak` for an hour of the day. */
function said(peak: number): string {
  const rss = track(() => 600 * MiB, MiB);
  const pods = podMemoryOf({ rss: [series('container_memory_rss', { pod: 'desk-1' }, rss)] }, RANGE, {
    limit: 1024 * MiB,
  });
  const live = track((hour) => (hour >= 14 && hour < 15 ? peak : 200) * MiB, MiB / 2);
  const observation = withRuns(
    withMeasured(
      { range: RANGE, step: STEP, runtime: 'jvm', pods, chosen: 'desk-1', measured: {}, deploys: [] },
      { 'live-heap': live, 'heap-committed': track(() => 500 * MiB), 'heap-max': track(() => 500 * MiB) },
    ),
  );
  return judgeLiveHeapGrowing(observation).headline;
}

describe('a live heap that does not grow', () => {
  test.each([280, 320, 420])('is said with its peaks where one was at %s of 200 MiB', (peak) => {
    expect(said(peak)).toMatch(new RegExp(`does not grow: .*with peaks of ${peak} MiB`));
  });

  test('is said without what hardly stands out', () => {
    expect(said(230)).toMatch(/does not grow: (?!.*peaks)/);
  });
});

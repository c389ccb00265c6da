import { expect, test } from 'vitest';
import { fillsEverSlower } from '../../src/diagnosis/fills-slower.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { RANGE, STEP, series, track, withMeasured, withRuns } from './go-case.ts';

const POD = 'thumb-meta-c7d7487b49-mxjf6';
type Law = (hour: number) => number;

function slower(heap: Law, requests: Law | undefined): boolean {
  const rss = track((hour) => (heap(hour) + 110) * MiB, MiB);
  const seen: Observation = {
    range: RANGE,
    step: STEP,
    runtime: 'go',
    pods: podMemoryOf({ rss: [series('container_memory_rss', { pod: POD }, rss)] }, RANGE, { limit: 512 * MiB }),
    chosen: POD,
    measured: {},
    deploys: [],
  };
  const parts = withMeasured(seen, { 'live-heap': track((hour) => heap(hour) * MiB, MiB / 2) });
  return fillsEverSlower(
    withRuns(requests === undefined ? parts : withMeasured(parts, { requests: track(requests) }, 'counter')),
  );
}

const fills: Law = (hour) => 45 + 200 * (1 - Math.exp(-hour / 12));
const day: Law = (hour) => 20_000 + 15_000 * Math.sin((hour / 12) * Math.PI);
/** Requests since the start, in ten thousands. */
const served: Law = (hour) => 2 * hour + (1.5 * 12 * (1 - Math.cos((hour / 12) * Math.PI))) / Math.PI;

test.each<[string, Law, Law | undefined, boolean]>([
  ['a cache that fills under steady traffic', fills, () => 30_000, true],
  ['a leak under steady traffic', (hour) => 45 + 8 * hour, () => 30_000, false],
  ['a leak of each request, by day and by night', (hour) => 45 + 4 * served(hour), day, false],
  ['what bends where nothing counts the requests', fills, undefined, false],
])('%s', (_, heap, requests, expected) => {
  expect(slower(heap, requests)).toBe(expected);
});

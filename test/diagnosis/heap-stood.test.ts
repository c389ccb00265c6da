import { describe, expect, test } from 'vitest';
import { type Growth, growthOf } from '../../src/diagnosis/growth.ts';
import { withHeapStood } from '../../src/diagnosis/heap-stood.ts';
import { memoryGrowth } from '../../src/diagnosis/memory-growth.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { RANGE, STEP, series, track, withMeasured, withRuns } from './go-case.ts';

const POD = 'thumb-meta-c7d7487b49-mxjf6';
type Law = (hour: number) => number;

/** What the sum of heap and garbage looks like to a test for a trend. */
const GROWS: Growth = {
  answer: 'yes',
  probability: 0.98,
  kind: 'growing',
  lives: 1,
  growingLives: 1,
  perHour: 3,
  rates: [3],
};

/** A process of one run: what lives in its heap, garbage above it, and what lies outside, in MiB by hours. */
function process(heap: Law, { garbage, outside = () => 100 }: { garbage: Law; outside?: Law }, requests?: Law) {
  const rss = track((hour) => (heap(hour) + garbage(hour) + outside(hour)) * MiB, 2 * MiB);
  const seen: Observation = {
    range: RANGE,
    step: STEP,
    runtime: 'go',
    pods: podMemoryOf({ rss: [series('container_memory_rss', { pod: POD }, rss)] }, RANGE, { limit: 512 * MiB }),
    chosen: POD,
    measured: {},
    deploys: [],
  };
  const values = (law: Law) => track((hour) => law(hour) * MiB, 0.5 * MiB);
  const parts = withMeasured(seen, {
    'live-heap': values(heap),
    'heap-inuse': values((hour) => heap(hour) + garbage(hour)),
    'heap-idle': values(() => 20),
    'heap-released': values(() => 10),
    stacks: values(() => 4),
    'runtime-sys': values((hour) => heap(hour) + garbage(hour) + 40),
  });
  const asked = requests === undefined ? parts : withMeasured(parts, { requests: track(requests) }, 'counter');
  const observation = withRuns(asked);
  const [pod] = observation.pods;
  if (pod === undefined) throw new Error('no pod');
  return { observation, pod, alone: growthOf(pod.rss, pod.lifetimes, { limit: pod.limit }) };
}

/** Until it is full, ever more slowly. */
const fillsUntil =
  (full: number): Law =>
  (hour) =>
    183 + 57 * Math.sin((Math.PI / 2) * Math.min(1, hour / full));

/** MiB, by hours: what a Node service held above its live heap and 80 MiB of its own, in a day without a leak. */
const HELD = [42, 43, 49, 37, 41, 47, 57, 39, 38, 20, 26, 30, 26, 43, 30, 23, 41, 65, 47, 36, 43, 65, 60, 40, 45];

const wanders: Law = (hour) => {
  const at = Math.min(Math.floor(hour), HELD.length - 2);
  const [from = 0, to = 0] = HELD.slice(at, at + 2);
  return from + (hour - at) * (to - from);
};
const steady: Law = () => 30_000;

describe('memory whose growth lives in a heap that stands', () => {
  test.each([8, 9, 10])('for the rest of a day since %i h does not grow, whatever its garbage does', (full) => {
    const { observation, pod, alone } = process(fillsUntil(full), { garbage: wanders }, steady);
    expect(alone.answer).not.toBe('no');
    expect(memoryGrowth(observation, pod)).toMatchObject({ answer: 'no' });
    expect(withHeapStood(observation, pod, pod.rss, GROWS)).toMatchObject({ answer: 'no' });
  });

  test('is not known to grow where nothing counts the requests', () => {
    const { observation, pod } = process(fillsUntil(9), { garbage: wanders });
    const growth = withHeapStood(observation, pod, pod.rss, GROWS);
    expect(growth.stands).toBeDefined();
    expect(growth.probability).toBeLessThan(0.75);
  });
});

describe('memory grows', () => {
  test('where its heap goes on', () => {
    const { observation, pod } = process((hour) => 180 + 3 * hour, { garbage: wanders }, steady);
    expect(memoryGrowth(observation, pod).answer).toBe('yes');
  });

  test('where something beside the heap that stands grows on', () => {
    const outside: Law = (hour) => 100 + 4 * hour;
    const { observation, pod } = process(fillsUntil(9), { garbage: () => 14, outside }, steady);
    expect(memoryGrowth(observation, pod).answer).toBe('yes');
  });
});

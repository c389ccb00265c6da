import { expect, test } from 'vitest';
import { missingJudgement } from '../../src/diagnosis/missing.ts';
import { unreadHeapLines } from '../../src/diagnosis/unread-runtime.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { RUNTIMES } from '../../src/runtime/runtimes.ts';
import { UNREAD_RUNTIMES, UNREAD_SIGNS, unreadRuntimeOf } from '../../src/runtime/unread-runtimes.ts';
import { minute, T0 } from '../support/a-pod.ts';

const dotnet = UNREAD_RUNTIMES.find(({ name }) => name === '.NET') ?? expect.fail('.NET is not known');

function shown(metric: string, from: number, to: number) {
  const points = Array.from({ length: 61 }, (_, i) => [minute(i), from + ((to - from) * i) / 60] as const);
  return { metric, track: trackOf(points) };
}

test('a runtime is recognised by what it says of its heap, and not by the signs of one that is read', () => {
  expect(unreadRuntimeOf(new Set(['dotnet_total_memory_bytes']))?.name).toBe('.NET');
  expect(unreadRuntimeOf(new Set(['ruby_heap_live_slots', 'process_resident_memory_bytes']))?.name).toBe('Ruby');
  expect(unreadRuntimeOf(new Set(['go_goroutines']))).toBeUndefined();
  const read = RUNTIMES.flatMap(({ metrics }) => metrics.signs);
  expect(UNREAD_SIGNS.filter((sign) => read.includes(sign))).toEqual([]);
});

test('what it says is quoted in its own unit', () => {
  const heap = shown('dotnet_total_memory_bytes', 100 * MiB, 160 * MiB);
  expect(unreadHeapLines({ runtime: dotnet, heap })).toEqual([
    'dotnet_total_memory_bytes: 101 → 159 MiB in 1 h (managed heap of .NET).',
  ]);
  expect(unreadHeapLines({ runtime: dotnet })).toEqual([]);
});

test('of the latest run it is said how much of what memory gained is the heap', () => {
  // A heap of 61 samples a minute apart: 200 → 320 MiB; memory beside it 400 → 560 MiB.
  const { track } = shown('', 400 * MiB, 560 * MiB);
  const heap = shown('dotnet.gc.last_collection.heap.size', 200 * MiB, 320 * MiB);
  const pod = { rss: track, lifetimes: [{ from: minute(30), to: minute(60), end: 'running' as const }] };
  // From minute 30 to 60: medians of three at each end lie 28 minutes apart, 2 MiB a minute, of memory 2.67.
  expect(unreadHeapLines({ runtime: dotnet, heap }, pod)).toEqual([
    'dotnet.gc.last_collection.heap.size: 262 → 318 MiB in 30 min (managed heap of .NET), 75 % of what memory gained.',
  ]);
  const level = { ...pod, rss: shown('', 400 * MiB, 402 * MiB).track };
  expect(unreadHeapLines({ runtime: dotnet, heap }, level).join()).not.toContain('gained');
});

test.each([
  'dotnet_total_memory_bytes',
  'dotnet_gc_heap_size_bytes',
  'dotnet.gc.last_collection.heap.size',
  'process.runtime.dotnet.gc.heap.size',
])('%s shows .NET', (metric) => {
  expect(unreadRuntimeOf(new Set([metric]))?.name).toBe('.NET');
});

test('no one is asked to add an exporter to a process that serves its metrics', () => {
  const observation = {
    range: { from: T0, to: minute(60) },
    step: MINUTE,
    runtime: 'unknown',
    pods: [],
    measured: {},
    deploys: [],
  } as const;
  const { headline, reasons } = missingJudgement({ ...observation, unread: { runtime: dotnet } }, ['live-heap'], 'api');
  expect(headline).toMatch(/no reader for the metrics of \.NET \(dotnet_\*\)/);
  expect(reasons.join(' ')).toMatch(/dotnet-gcdump/);
  expect(reasons.join(' ')).not.toMatch(/client_golang/);
  expect(missingJudgement(observation, ['live-heap'], 'api').reasons.join(' ')).toMatch(/client_golang/);
});

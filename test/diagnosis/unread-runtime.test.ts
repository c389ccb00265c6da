import { expect, test } from 'vitest';
import { missingJudgement } from '../../src/diagnosis/missing.ts';
import { unreadHeapLines } from '../../src/diagnosis/unread-runtime.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { RUNTIMES } from '../../src/runtime/runtimes.ts';
import { UNREAD_RUNTIMES, UNREAD_SIGNS, unreadRuntimeOf } from '../../src/runtime/unread-runtimes.ts';
import { minute, T0 } from '../support/a-pod.ts';

const ruby = UNREAD_RUNTIMES.find(({ name }) => name === 'Ruby') ?? expect.fail('Ruby is not known');

function shown(metric: string, from: number, to: number) {
  const points = Array.from({ length: 61 }, (_, i) => [minute(i), from + ((to - from) * i) / 60] as const);
  return { metric, track: trackOf(points) };
}

test('a runtime is recognised by what it says of its heap, and not by the signs of one that is read', () => {
  expect(unreadRuntimeOf(new Set(['ruby_heap_live_slots', 'process_resident_memory_bytes']))?.name).toBe('Ruby');
  expect(unreadRuntimeOf(new Set(['go_goroutines']))).toBeUndefined();
  const read = RUNTIMES.flatMap(({ metrics }) => metrics.signs);
  expect(UNREAD_SIGNS.filter((sign) => read.includes(sign))).toEqual([]);
});

test('what it counts is quoted, of the latest run', () => {
  const heap = shown('ruby_heap_live_slots', 60_000, 120_000);
  // Medians of three at each end: 1,000 slots a minute.
  expect(unreadHeapLines({ runtime: ruby, heap })).toEqual([
    'ruby_heap_live_slots: 61,000 → 119,000 in 1 h (live objects of Ruby).',
  ]);
  const pod = { lifetimes: [{ from: minute(30), to: minute(60), end: 'running' as const }] };
  expect(unreadHeapLines({ runtime: ruby, heap }, pod)).toEqual([
    'ruby_heap_live_slots: 91,000 → 119,000 in 30 min (live objects of Ruby).',
  ]);
  expect(unreadHeapLines({ runtime: ruby })).toEqual([]);
});

test('what rose at first and is level since is not quoted as a growth over all of it', () => {
  const drawn = (law: (at: number) => number) => ({
    metric: 'ruby_heap_live_slots',
    track: trackOf(
      Array.from({ length: 91 }, (_, i) => [minute(i), law(i) * (1 + 0.004 * Math.sin(i * 2.3))] as const),
    ),
  });
  const said = (law: (at: number) => number) => unreadHeapLines({ runtime: ruby, heap: drawn(law) })[0] ?? '';
  for (const within of [8, 15, 25]) {
    expect(said((at) => 1_200_000 + 850_000 * Math.min(1, at / within))).toMatch(
      / in \d+ min, and level for 1 h .*since/,
    );
    expect(said((at) => 600_000 * (3 - 2 * Math.exp((-4 * at) / within)))).toMatch(/level for/);
  }
  // What slows down still rises, and so does what began late.
  for (const law of [
    (at: number) => 1_000_000 + 100_000 * Math.sqrt(at),
    (at: number) => 1_000_000 + 9000 * Math.max(0, at - 50),
  ])
    expect(said(law)).not.toContain('level');
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
  const { headline, reasons } = missingJudgement({ ...observation, unread: { runtime: ruby } }, ['live-heap'], 'api');
  expect(headline).toMatch(/no reader for the metrics of Ruby \(ruby_\*\)/);
  expect(reasons.join(' ')).toMatch(/ObjectSpace\.dump_all/);
  expect(reasons.join(' ')).not.toMatch(/client_golang/);
  expect(missingJudgement(observation, ['live-heap'], 'api').reasons.join(' ')).toMatch(/client_golang/);
});

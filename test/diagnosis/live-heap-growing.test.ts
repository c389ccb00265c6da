import { expect, test } from 'vitest';
import { judgeLiveHeapGrowing } from '../../src/diagnosis/live-heap-growing.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE, SECOND } from '../../src/measurement/duration.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { NOW, series } from './go-case.ts';

const POD = 'plugin-6c9d7f5b8d-abc15';
const STEP = 2 * SECOND;

/** A run of a JVM that began `length` ago, whose heap after collections has these levels (share of the run, MiB). */
function observed(length: number, levels: readonly (readonly [number, number])[]): Observation {
  const range = { from: NOW - length - 10 * MINUTE, to: NOW };
  const law = (of: (share: number) => number) => {
    const points: [number, number][] = [];
    for (let time = NOW - length; time <= NOW; time += STEP) {
      points.push([time, of((time - (NOW - length)) / length) * MiB]);
    }
    return trackOf(points);
  };
  const heap = law((share) => levels.findLast(([from]) => share >= from)?.[1] ?? 0);
  const rss = law((share) => 80 + 200 * share);
  return {
    range,
    step: STEP,
    runtime: 'jvm',
    pods: podMemoryOf({ rss: [series('process_resident_memory_bytes', { pod: POD }, rss)] }, range, {
      limit: 400 * MiB,
    }),
    chosen: POD,
    measured: { 'live-heap': { track: heap, metric: 'jvm_gc_live_data_size_bytes', reading: 'value' } },
    deploys: [],
  };
}

test('a live heap that more than tripled in two steps of its first minute is not said to be level', () => {
  // As a JVM was seen that collected its old generation three times in 68 s.
  const judgement = judgeLiveHeapGrowing(
    observed(68 * SECOND, [
      [0, 9.8],
      [0.53, 22.5],
      [0.95, 34.1],
    ]),
  );
  expect(judgement.answer).toBe('unclear');
  expect(judgement.confidence).toBe(0.5);
});

test('one that stays where it was in its first minute is', () => {
  expect(judgeLiveHeapGrowing(observed(68 * SECOND, [[0, 9.8]])).answer).toBe('no');
});

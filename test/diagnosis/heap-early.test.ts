import { describe, expect, test } from 'vitest';
import type { ContainerRun } from '../../src/attribution/container-run.ts';
import { judgeLiveHeapGrowing } from '../../src/diagnosis/live-heap-growing.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { minute } from '../support/a-pod.ts';

const STEP = 5 * SECOND;

/** A JVM seen for as long as these last, whose full collections left so much (MiB): each stands for some samples of five seconds. */
function judged(left: readonly number[], { each = 5, beside = 105 } = {}) {
  const live = left.flatMap((value) => Array.from({ length: each }, () => value));
  const from = minute(0);
  const drawn = (law: (i: number) => number) => ({
    track: trackOf(live.map((_, i) => [from + i * STEP, law(i) * MiB] as const)),
    metric: 'drawn',
    reading: 'value' as const,
  });
  const at = (i: number) => live[i] ?? 0;
  const total = drawn((i) => beside + 2.4 * at(i));
  const tracks = {
    'working-set': total,
    rss: total,
    'live-heap': drawn(at),
    'heap-used': drawn((i) => at(i) + 12 + (i % each)),
    'heap-committed': drawn((i) => 2.4 * at(i)),
    'heap-max': drawn(() => 271),
    metaspace: drawn(() => 40),
    'code-cache': drawn(() => 10),
    buffers: drawn(() => 1),
  };
  const limit = 400 * MiB;
  const to = from + (live.length - 1) * STEP;
  const run: ContainerRun = {
    pod: 'api-1',
    runtime: 'jvm',
    from,
    to,
    end: 'running',
    startSeen: false,
    limit,
    limits: [{ from, limit }],
    tracks,
  };
  const pod: PodMemory = { pod: 'api-1', rss: total.track, lifetimes: [run], restarts: 0, kills: [], limit };
  const observation: Observation = {
    range: { from, to },
    step: STEP,
    runtime: 'jvm',
    runs: { pod: 'api-1', runs: [run], cpus: 1, restarts: 0 },
    pods: [pod],
    chosen: 'api-1',
    measured: tracks,
    deploys: [],
  };
  return judgeLiveHeapGrowing(observation);
}

describe('a live heap that was seen for some minutes', () => {
  test.each([[[8, 15, 32, 41, 50, 69, 92, 111]], [[20, 34, 47, 62, 75, 90]], [[30, 45, 58, 80, 96, 110, 124]]])(
    'grows, not surely, where each collection left more, in a straight line: %j',
    (left) => {
      const { answer, confidence, headline, suggests } = judged(left);
      expect({ answer, suggests }).toEqual({ answer: 'yes', suggests: 'heap-leak' });
      expect(headline).toMatch(/^The live heap grew .* in a straight line: .*of the growth/);
      expect(confidence).toBeLessThan(0.7);
    },
  );

  test.each([
    ['bends, as a cache that fills', [10, 50, 75, 90, 98, 103, 105, 106]],
    ['falls between', [20, 45, 30, 60, 50, 85]],
    ['gained too little', [20, 22, 24, 26, 28, 30]],
    ['jumped once', [20, 21, 22, 23, 24, 100]],
  ])('is not said to grow where it %s', (_, left) => {
    expect(judged(left).answer).not.toBe('yes');
  });
});

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
function judged(left: readonly number[], { each = 5, beside = 105, overdue = 0 } = {}) {
  const shown = left.flatMap((value) => Array.from({ length: each }, () => value));
  // No collection came since: the figure stands, and the heap fills over it.
  const live = [...shown, ...Array.from({ length: overdue }, () => left.at(-1) ?? 0)];
  const above = (i: number) => (i < shown.length ? i % each : i - shown.length + each);
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
    'heap-used': drawn((i) => at(i) + 12 + 3 * above(i)),
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

  // G1 shows its old generation after each young collection as well, which frees a little now and then.
  const NEARLY_EACH = Array.from({ length: 21 }, (_, i) => 9 + 4.2 * i + ([0, 2, -2.4][i % 3] ?? 0));
  const EVERY = Array.from({ length: 14 }, (_, i) => 12 + 8 * i);

  describe.each([
    ['some of whose collections freed a little of it', NEARLY_EACH, 2],
    ['each of whose collections left more', EVERY, 3],
  ])('%s', (_, left, each) => {
    const counts = Array.from({ length: left.length - 8 }, (_unused, i) => i + 8);
    test.each(counts)('grows after %i collections as after fewer', (count) => {
      expect(judged(left.slice(0, count), { each }).answer).toBe('yes');
    });
    test.each(counts.slice(2))('grows after %i collections where the next one is late', (count) => {
      expect(judged(left.slice(0, count), { each, overdue: 6 }).answer).toBe('yes');
    });
  });

  test('says of how many collections that is true', () => {
    expect(judged(NEARLY_EACH, { each: 2 }).reasons.join(' ')).toContain(
      '10 of 16 collections left more than the one before',
    );
    expect(judged(EVERY, { each: 3 }).reasons.join(' ')).toMatch(
      /Each of \d+ collections left more than the one before/,
    );
  });

  test('is not said to bend by the first of few collections, of a start', () => {
    expect(judged([6, 6, 6, 22, 26, 26, 26, 48, 48], { each: 2 }).answer).toBe('yes');
  });

  test('is shown with its figures where it is too early to say', () => {
    const { answer, headline } = judged([10, 50, 75, 90, 98, 103, 105, 106]);
    expect(answer).toBe('unclear');
    expect(headline).toMatch(/^The live heap went [\d.]+ → 106 MiB in 3 min, too short a time/);
  });

  test.each([
    ['bends, as a cache that fills', [10, 50, 75, 90, 98, 103, 105, 106]],
    ['falls between', [20, 45, 30, 60, 50, 85]],
    ['gained too little', [20, 22, 24, 26, 28, 30]],
    ['jumped once', [20, 21, 22, 23, 24, 100]],
  ])('is not said to grow where it %s', (_, left) => {
    expect(judged(left).answer).not.toBe('yes');
  });
});

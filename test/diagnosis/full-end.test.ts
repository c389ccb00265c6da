import { describe, expect, test } from 'vitest';
import type { ContainerRun } from '../../src/attribution/container-run.ts';
import { liveHeapOf } from '../../src/attribution/live-heap.ts';
import { judgeLiveHeapGrowing } from '../../src/diagnosis/live-heap-growing.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { minute } from '../support/a-pod.ts';

const STEP = 5 * SECOND;

interface Drawn {
  readonly samples?: number;
  readonly exitCode?: number;
  readonly reason?: string;
  readonly max?: number;
  /** MiB in use of the heap, by the share of the run that is over. */
  readonly used?: (share: number) => number;
  /** MiB that the last full collection left. */
  readonly left?: (share: number) => number;
  readonly revision?: string;
}

/** Ends as a JVM with a heap of 240 MiB does that leaks for two minutes. */
const LEAKS: Drawn = {
  samples: 25,
  exitCode: 3,
  used: (share) => Math.min(238, 20 + 300 * share),
  left: (share) => 20 + 100 * Math.floor(Math.min(share, 0.4) * 5) * 0.5,
};
const FRESH: Drawn = { samples: 5, used: (share) => 18 + 6 * share, left: () => 15 };

function aService(...drawn: readonly Drawn[]) {
  let from = minute(0);
  const runs = drawn.map((one): ContainerRun => {
    const { samples = 25, used = () => 20, left = () => 15, max = 240, exitCode, reason, revision } = one;
    const began = from;
    const track = (law: (share: number) => number) => ({
      track: trackOf(
        Array.from({ length: samples }, (_, i) => [began + i * STEP, law(i / (samples - 1)) * MiB] as const),
      ),
      metric: 'drawn',
      reading: 'value' as const,
    });
    const total = track((share) => 90 + used(share) + 25 * Math.sqrt(share));
    const to = began + (samples - 1) * STEP;
    from = to + STEP;
    const ended = exitCode === undefined ? {} : { exitCode, reason: reason ?? 'Error' };
    return {
      pod: 'api-1',
      runtime: 'jvm',
      from: began,
      to,
      end: exitCode === undefined ? 'running' : 'restarted',
      startSeen: true,
      startedAt: began,
      limit: 512 * MiB,
      limits: [{ from: began, limit: 512 * MiB }],
      revision,
      ...ended,
      tracks: {
        'working-set': total,
        rss: total,
        'live-heap': track(left),
        'heap-used': track(used),
        'heap-committed': track((share) => used(share) + 2),
        'heap-max': track(() => max),
        metaspace: track(() => 30),
        'code-cache': track(() => 8),
        buffers: track(() => 1),
      },
    };
  });
  const joined = (quantity: keyof ContainerRun['tracks']) =>
    trackOf(
      runs.flatMap(({ tracks }) => {
        const own = tracks[quantity]?.track ?? trackOf([]);
        return [...own.times].map((time, i) => [time, own.values[i] ?? 0] as const);
      }),
    );
  const measured = Object.fromEntries(
    Object.keys(runs[0]?.tracks ?? {}).map((quantity) => [
      quantity,
      { track: joined(quantity as keyof ContainerRun['tracks']), metric: 'drawn', reading: 'value' },
    ]),
  );
  const pod: PodMemory = {
    pod: 'api-1',
    rss: joined('rss'),
    workingSet: joined('working-set'),
    lifetimes: runs,
    restarts: runs.length - 1,
    kills: [],
    limit: 512 * MiB,
  };
  const observation: Observation = {
    range: { from: minute(0), to: from },
    step: STEP,
    runtime: 'jvm',
    runs: { pod: 'api-1', runs, cpus: 1, restarts: runs.length - 1 },
    pods: [pod],
    chosen: 'api-1',
    measured,
    deploys: [],
  };
  return { runs, memory: judgeRssGrowing(observation), heap: judgeLiveHeapGrowing(observation) };
}

describe('a JVM that an OutOfMemoryError ended two minutes after its start', () => {
  test('grows, and it is its live heap that does', () => {
    const { memory, heap } = aService(LEAKS, FRESH);
    expect(memory).toMatchObject({ answer: 'yes' });
    expect(heap).toMatchObject({ answer: 'yes', suggests: 'heap-leak' });
    expect(heap.headline).toContain('an OutOfMemoryError ended the process');
    expect(heap.confidence).toBeLessThan(0.8);
  });

  test('with SIGABRT (CrashOnOutOfMemoryError) as well', () => {
    expect(aService({ ...LEAKS, exitCode: 134 }, FRESH).heap).toMatchObject({ answer: 'yes' });
  });

  test('again and again: it is said how often', () => {
    const { heap } = aService(LEAKS, LEAKS, FRESH);
    expect(heap.reasons).toContain('2 container runs ended so.');
  });

  test('and before the metrics of the next run are scraped: its image has a part of the same commit', () => {
    const revision = '8f31c02ab9d4e5f60718293a4b5c6d7e8f901234';
    expect(aService({ ...LEAKS, revision }, { ...FRESH, revision: 'sha-8f31c02' }).heap.answer).toBe('yes');
  });

  test('all of it lived, too, where the last figure came with the last sample', () => {
    const left = (share: number) => (share < 1 ? 60 : 61);
    const [run] = aService({ ...LEAKS, left }, FRESH).runs;
    const live = run && liveHeapOf(run)?.track.values;
    expect(live?.at(-1)).toBe(238 * MiB);
    expect(live?.at(-3)).toBeGreaterThan(100 * MiB);
  });

  test('all of the full heap lived at its end, though the last figure after a collection is older', () => {
    const [run] = aService(LEAKS, FRESH).runs;
    const live = run && liveHeapOf(run)?.track.values;
    expect(live?.at(-1)).toBe(238 * MiB);
    expect([...(live ?? [])]).toEqual([...(live ?? [])].toSorted((a, b) => a - b));
  });
});

describe('no growth is read off the end', () => {
  test.each<[string, Drawn]>([
    ['of a heap that was half full', { ...LEAKS, max: 480 }],
    ['by a signal from outside', { ...LEAKS, exitCode: 143 }],
    ['of work that was done', { ...LEAKS, exitCode: 0, reason: 'Completed' }],
    ['of a heap that was as full from its start on', { ...LEAKS, used: () => 232, left: () => 225 }],
  ])('%s', (_why, drawn) => {
    expect(aService(drawn, FRESH).heap.headline).not.toContain('OutOfMemoryError');
  });

  test('of a run after which another lasted far longer', () => {
    expect(aService(LEAKS, { ...FRESH, samples: 60 }).heap.answer).not.toBe('yes');
  });

  test('of another revision than the one that runs', () => {
    expect(aService({ ...LEAKS, revision: 'a1' }, { ...FRESH, revision: 'b2' }).heap.answer).not.toBe('yes');
  });
});

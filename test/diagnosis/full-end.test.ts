import { describe, expect, test } from 'vitest';
import type { ContainerRun } from '../../src/attribution/container-run.ts';
import { liveHeapOf } from '../../src/attribution/live-heap.ts';
import { judgeLiveHeapGrowing } from '../../src/diagnosis/live-heap-growing.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import type { Runtime } from '../../src/metrics/catalogue.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { minute } from '../support/a-pod.ts';

const STEP = 5 * SECOND;

interface Drawn {
  readonly runtime?: Runtime;
  readonly samples?: number;
  readonly exitCode?: number;
  readonly reason?: string;
  /** Largest heap in MiB; 0 where no metric reports it. */
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
    const {
      samples = 25,
      used = () => 20,
      left = () => 15,
      max = 240,
      exitCode,
      reason,
      revision,
      runtime = 'jvm',
    } = one;
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
      runtime,
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
        ...(max === 0 ? {} : { 'heap-max': track(() => max) }),
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
    runtime: runs[0]?.runtime,
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

/** Ends as Node does: nothing reports how large its heap may be, and it aborts at one size each time. */
const ABORTS: Drawn = {
  runtime: 'node',
  max: 0,
  samples: 52,
  exitCode: 134,
  used: (share) => 6 + 121 * share,
  left: (share) => 5 + 117 * share,
};
const STARTS: Drawn = { runtime: 'node', max: 0, samples: 6, used: (share) => 6 + 16 * share, left: () => 6 };

describe('a process that aborts with a full heap, whose size no metric reports', () => {
  test.each([2, 3, 4, 7])('leaks after %d ends as after fewer', (ends) => {
    const { memory, heap } = aService(...Array.from({ length: ends }, () => ABORTS), STARTS);
    expect(memory.answer).toBe('yes');
    expect(memory.suggests).not.toBe('restarts-not-memory');
    expect(heap).toMatchObject({ answer: 'yes', suggests: 'heap-leak' });
  });

  test.each([2, 3])('and how large its heap may be is said to be seen at %d ends', (ends) => {
    const { heap } = aService(...Array.from({ length: ends }, () => ABORTS), STARTS);
    expect(heap.headline).toMatch(/which may have about 12\d MiB \(set by --max-old-space-size\)/);
    expect(heap.reasons).toContain(`${ends} container runs ended so.`);
  });

  test('one end shows no bound, and is not said to be none of memory', () => {
    const { memory } = aService(ABORTS, STARTS);
    expect(memory.answer).not.toBe('no');
  });

  test.each<[string, readonly Drawn[]]>([
    ['at sizes of their own', [70, 127, 95].map((at) => ({ ...ABORTS, used: (share) => 6 + at * share }))],
    ['with an exit code that its own code set', [1, 1, 1].map((exitCode) => ({ ...ABORTS, exitCode }))],
    ['at one point of their start', [1, 2, 3].map(() => ({ ...ABORTS, samples: 5 }))],
    ['with the little that a start fills', [1, 2, 3].map(() => ({ ...ABORTS, used: (share) => 6 + 20 * share }))],
  ])('ends %s show none', (_why, drawn) => {
    expect(aService(...drawn, STARTS).heap.headline).not.toContain('heap out of memory');
  });
});

test.each([3, 5])('%d quick ends of a JVM with a full heap are no restarts without memory', (ends) => {
  const quick = { ...LEAKS, samples: 20 };
  const { memory } = aService(...Array.from({ length: ends }, () => quick), FRESH);
  expect(memory.answer).toBe('yes');
  expect(memory.headline).not.toContain('no run ended for memory');
});

test('a full heap of what lives that ends a JVM with exit code 1 is not called none of memory', () => {
  const failed = { ...LEAKS, exitCode: 1, samples: 20, left: (share: number) => 20 + 200 * share };
  expect(aService(failed, failed, failed, FRESH).memory.suggests).not.toBe('restarts-not-memory');
  const garbage = { ...failed, left: () => 20, used: () => 230 };
  expect(aService(garbage, garbage, garbage, FRESH).memory.suggests).toBe('restarts-not-memory');
});

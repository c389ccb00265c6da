import { describe, expect, test } from 'vitest';
import type { ContainerRun } from '../../src/attribution/container-run.ts';
import { conclude } from '../../src/diagnosis/conclude.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import type { Quantity } from '../../src/runtime/quantities.ts';
import { minute } from '../support/a-pod.ts';

const STEP = 4 * SECOND;
const ASKED = ['rss-growing', 'threads-growing', 'live-heap-growing', 'outside-heap-growing'] as const;

/** What a young JVM takes, in MiB by the second; what is not drawn stands at what any JVM has. */
interface Young {
  /** Seconds. */
  readonly age: number;
  readonly live: (second: number) => number;
  /** Garbage above what lives. */
  readonly garbage?: (second: number) => number;
  readonly committed?: (second: number) => number;
  readonly metaspace?: (second: number) => number;
  readonly buffers?: (second: number) => number;
  readonly native?: (second: number) => number;
  readonly threads?: (second: number) => number;
  readonly limit?: number;
  readonly max?: number;
  /** Whether a run before it was killed. */
  readonly killedBefore?: boolean;
}

/** Rises to `size` and bends, as what fills by chance does. */
const fills = (size: number, within: number) => (second: number) => size * (1 - Math.exp(-second / within));

function found(young: Young) {
  const { age, live, limit = 400, max = 200, killedBefore = false } = young;
  const garbage = young.garbage ?? ((second) => 3 + (second % 12));
  const metaspace = young.metaspace ?? fills(12, 15);
  const buffers = young.buffers ?? (() => 1);
  const native = young.native ?? ((second) => 25 + fills(20, 20)(second));
  const used = (second: number) => live(second) + garbage(second);
  const committed = young.committed ?? ((second) => Math.max(40, 1.3 * live(second) + 16));
  const code = fills(8, 25);
  const rss = (second: number) =>
    committed(second) + metaspace(second) + code(second) + buffers(second) + native(second);
  const from = minute(0);
  const count = Math.floor((age * SECOND) / STEP);
  const drawn = (law: (second: number) => number, unit: number = MiB) => ({
    track: trackOf(
      Array.from({ length: count }, (_, i) => [from + i * STEP, law((i * STEP) / SECOND) * unit] as const),
    ),
    metric: 'drawn',
    reading: 'value' as const,
  });
  const tracks: Partial<Record<Quantity, ReturnType<typeof drawn>>> = {
    rss: drawn(rss),
    'working-set': drawn((second) => rss(second) + 2),
    // Each collection of the old generation, one in eight seconds, leaves what lives.
    'live-heap': drawn((second) => live(8 * Math.floor(second / 8))),
    'heap-used': drawn(used),
    'heap-committed': drawn(committed),
    'heap-max': drawn(() => max),
    metaspace: drawn(metaspace),
    'code-cache': drawn(code),
    buffers: drawn(buffers),
    threads: drawn(young.threads ?? (() => 24), 1),
    collections: drawn((second) => second / 4, 1),
  };
  const to = from + (count - 1) * STEP;
  const run: ContainerRun = {
    pod: 'api-1',
    runtime: 'jvm',
    from,
    to,
    end: 'running',
    startSeen: true,
    startedAt: from,
    limit: limit * MiB,
    limits: [{ from, limit: limit * MiB }],
    tracks,
  };
  const before: ContainerRun = { ...run, from: from - age * SECOND, to: from - STEP, end: 'oom-killed', tracks: {} };
  const pod: PodMemory = {
    pod: 'api-1',
    rss: tracks.rss?.track ?? trackOf([]),
    lifetimes: killedBefore ? [before, run] : [run],
    restarts: killedBefore ? 1 : 0,
    kills: killedBefore ? [from - STEP] : [],
    limit: limit * MiB,
  };
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
  const steps = ASKED.map((step) => {
    const { judge, means } = QUESTIONS[step]('jvm');
    const judgement = judge(observation);
    return { step, means, judgement, answer: judgement.answer };
  });
  return { ...conclude({ observation, steps, comparisons: [], gaps: [] }), steps };
}

/** Each healthy, and each in its first minutes still on its way to where it will stand. */
const HEALTHY: Readonly<Record<string, Omit<Young, 'age'>>> = {
  'a cache of soft references that fills evenly until the heap is full': { live: (second) => 12 + 1.05 * second },
  'sessions of two minutes': { live: (second) => 10 + 0.7 * Math.min(second, 120) },
  'a bounded cache that fills by chance': { live: (second) => 9 + fills(60, 60)(second) },
  'a framework that starts, and loads its classes': {
    live: (second) => 14 + fills(25, 25)(second),
    metaspace: fills(70, 30),
    native: (second) => 25 + fills(45, 25)(second),
  },
  'a pool of threads that fills, with scratch memory of each': {
    live: (second) => 8 + 0.5 * Math.min(second, 90),
    native: (second) => 30 + 0.3 * Math.min(second, 90),
    threads: (second) => 20 + Math.floor(0.5 * Math.min(second, 90)),
  },
  'a heap that takes its room while code is compiled': {
    live: (second) => 8 + fills(6, 30)(second),
    garbage: (second) => fills(90, 40)(second),
    committed: (second) => 30 + fills(130, 40)(second),
    native: (second) => 28 + fills(50, 35)(second),
  },
};

describe.each(Object.entries(HEALTHY))('%s', (_, shape) => {
  test.each([36, 52, 76, 100, 140, 172])('is no leak of which something is known at %i s', (age) => {
    const { kind, confidence } = found({ ...shape, age });
    expect(['not-enough-data', 'warm-up', 'no-growth', 'limit-too-small']).toContain(kind);
    expect(confidence).toBeLessThan(0.8);
  });

  test.each([36, 52, 76, 100, 140, 172])('has no sure answer about what lies outside its heap at %i s', (age) => {
    const outside = found({ ...shape, age }).steps.find(({ step }) => step === 'outside-heap-growing')?.judgement;
    expect(outside?.confidence).toBeLessThan(outside?.answer === 'yes' ? 0.7 : 0.8);
  });
});

describe('what is more than youth', () => {
  const leak = { live: (second: number) => 12 + 1.05 * second };

  test('what lies beside the heap and climbs in a straight line when code is loaded', () => {
    const buffers = (second: number) => 1 + 0.8 * second;
    expect(found({ age: 100, live: () => 8, buffers }).kind).toBe('native-growth');
    expect(found({ age: 44, live: () => 8, buffers }).kind).toBe('not-enough-data');
  });

  test('what lies beside the heap is sure with time, where it is a good part of the limit, and not where it is little', () => {
    const outside = (native: number) =>
      found({ age: 400, live: () => 8, native: (second) => 25 + native * second, limit: 300 }).steps.find(
        ({ step }) => step === 'outside-heap-growing',
      )?.judgement;
    expect(outside(0.3)).toMatchObject({ answer: 'yes', confidence: 0.95 });
    expect(outside(0.05)?.confidence).toBeLessThan(0.8);
  });

  test('a kill before', () => {
    expect(found({ ...leak, age: 100, killedBefore: true }).kind).toBe('heap-leak');
    expect(found({ ...leak, age: 100 }).kind).toBe('not-enough-data');
  });

  test('a limit, or a heap, that is nearly full', () => {
    expect(found({ ...leak, age: 100, limit: 255 }).kind).toBe('heap-leak');
    expect(found({ ...leak, age: 100, max: 121 }).kind).toBe('heap-leak');
  });

  test('more time', () => {
    expect(found({ ...leak, live: (second) => 12 + 0.5 * second, age: 200 }).kind).toBe('heap-leak');
  });
});

import type { ContainerRun } from '../../src/attribution/container-run.ts';
import { conclude } from '../../src/diagnosis/conclude.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import type { Quantity } from '../../src/runtime/quantities.ts';
import { minute } from './a-pod.ts';

const STEP = 4 * SECOND;
const ASKED = [
  'rss-growing',
  'threads-growing',
  'live-heap-growing',
  'outside-heap-growing',
  'heap-past-limit',
] as const;

/** What a young JVM takes, in MiB by the second; what is not drawn stands at what any JVM has. */
export interface Young {
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
  /** Requests a second, where a counter shows them. */
  readonly requests?: (second: number) => number;
}

/** Rises to `size` and bends, as what fills by chance does. */
export const fills = (size: number, within: number) => (second: number) => size * (1 - Math.exp(-second / within));

/** What is observed of it. */
export function observedYoung(young: Young): Observation {
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
    ...(young.requests && { requests: drawn(young.requests, 1) }),
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
  return {
    range: { from, to },
    step: STEP,
    runtime: 'jvm',
    runs: { pod: 'api-1', runs: [run], cpus: 1, restarts: 0 },
    pods: [pod],
    chosen: 'api-1',
    measured: tracks,
    deploys: [],
  };
}

/** What the report about it finds. */
export function foundYoung(young: Young) {
  const observation = observedYoung(young);
  const steps = ASKED.map((step) => {
    const { judge, means } = QUESTIONS[step]('jvm');
    const judgement = judge(observation);
    return { step, means, judgement, answer: judgement.answer };
  });
  return { ...conclude({ observation, steps, comparisons: [], gaps: [] }), steps };
}

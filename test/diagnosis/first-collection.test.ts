import { expect, test } from 'vitest';
import { runsOfPod } from '../../src/attribution/runs-of-pod.ts';
import { forecastOf } from '../../src/diagnosis/forecast.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { roomAlone } from '../../src/diagnosis/room-alone.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { series } from './go-case.ts';

const NOW = Date.UTC(2026, 10, 23, 10);
const FROM = NOW - 40 * MINUTE;
const RANGE = { from: FROM, to: NOW };
const POD = 'quotes-0';
const LIMIT = 768;

type Law = (minute: number) => number;

interface Drawn {
  /** MiB of heap at which the first collection is due. */
  readonly goal: number;
  readonly collections?: Law;
  /** MiB outside the heap. */
  readonly beside?: Law;
  readonly limit?: number;
}

const every = (law: Law) => trackOf(Array.from({ length: 81 }, (_, i) => [FROM + i * 30_000, law(i / 2)] as const));

/** Go with GOGC=off and GOMEMLIMIT: its heap gained 7 MiB a minute since it began, 40 minutes ago. */
function firstCycle({ goal, collections = () => 0, beside = () => 40, limit = LIMIT }: Drawn): Observation {
  const heap: Law = (minute) => 60 + 7 * minute;
  const rss = every((minute) => (heap(minute) + beside(minute)) * MiB);
  const own = { pod: POD };
  const started = every(() => FROM / 1000);
  const pods = podMemoryOf(
    {
      rss: [series('container_memory_rss', own, rss)],
      startTime: [series('container_start_time_seconds', own, started)],
    },
    RANGE,
    { limit: limit * MiB },
  );
  const answer = (
    metric: string,
    values: typeof rss,
    reading: 'value' | 'floor' | 'counter' | 'seconds' = 'value',
  ) => ({
    metric: { metric, exporter: 'process' as const, matchers: [], reading, aggregate: 'last' as const },
    series: [series(metric, own, values)],
  });
  const runs = runsOfPod({
    pod: POD,
    range: RANGE,
    runtime: 'go',
    lifetimes: pods[0]?.lifetimes ?? [],
    restarts: 0,
    answers: {
      rss: answer('container_memory_rss', rss),
      'live-heap': answer(
        'go_memstats_alloc_bytes',
        every((minute) => (heap(minute) - 4) * MiB),
        'floor',
      ),
      'heap-inuse': answer(
        'go_memstats_heap_inuse_bytes',
        every((minute) => heap(minute) * MiB),
      ),
      'heap-idle': answer(
        'go_memstats_heap_idle_bytes',
        every(() => 2 * MiB),
      ),
      stacks: answer(
        'go_memstats_stack_inuse_bytes',
        every(() => 2 * MiB),
      ),
      'runtime-sys': answer(
        'go_memstats_sys_bytes',
        every((minute) => (heap(minute) + 12) * MiB),
      ),
      'next-collection': answer(
        'go_memstats_next_gc_bytes',
        every(() => goal * MiB),
      ),
      gogc: answer(
        'go_gc_gogc_percent',
        every(() => -1),
      ),
      gomemlimit: answer(
        'go_gc_gomemlimit_bytes',
        every(() => (goal + 20) * MiB),
      ),
      collections: answer('go_gc_duration_seconds_count', every(collections), 'counter'),
    },
    siblings: {},
    builds: [],
    limit: limit * MiB,
  });
  return { range: RANGE, step: 30_000, runtime: 'go', pods, chosen: POD, measured: {}, deploys: [], runs };
}

const room = ({ pods: [pod], ...rest }: Observation) => pod && roomAlone({ ...rest, pods: [pod] }, pod);

test('a heap that fills to a first collection which fits into the limit is no leak, and climbs to no kill', () => {
  const observation = firstCycle({ goal: 600 });
  expect(room(observation)).toMatchObject({ size: 600 * MiB, uncollected: true });
  expect(forecastOf(observation, POD)).toBeUndefined();
  expect(judgeRssGrowing(observation).reasons.join(' ')).toMatch(/nothing was collected yet.* from 600 MiB of heap on/);
});

test.each<[string, Drawn]>([
  ['the collector’s goal lies past the limit', { goal: 900 }],
  ['what lies beside the heap leaves no room for the goal', { goal: 600, beside: () => 190 }],
  ['memory beside the heap climbs too', { goal: 600, beside: (minute) => 40 + 2 * minute }],
  ['it was collected before', { goal: 600, collections: (minute) => Math.floor(minute / 4) }],
])('a kill is predicted where %s', (_, drawn) => {
  const observation = firstCycle(drawn);
  expect(room(observation)).toBeUndefined();
  const at = forecastOf(observation, POD)?.at ?? 0;
  expect(at).toBeGreaterThan(NOW);
  expect(at).toBeLessThan(NOW + 2 * HOUR);
});

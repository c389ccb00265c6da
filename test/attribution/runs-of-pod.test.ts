import { describe, expect, test } from 'vitest';
import type { PodFacts } from '../../src/attribution/facts.ts';
import { runsOfPod } from '../../src/attribution/runs-of-pod.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import { candidatesFor, type Quantity } from '../../src/metrics/catalogue.ts';
import type { Lifetime } from '../../src/metrics/lifetime.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';
import { minute } from '../support/a-pod.ts';

/** One sample a minute from minute `from`. */
function series(labels: Record<string, string>, from: number, ...values: readonly number[]): Series {
  return {
    metric: 'container_memory_rss',
    labels,
    ...trackOf(values.map((value, i) => [minute(from + i), value] as const)),
  };
}

const answer = (quantity: Quantity, ...all: readonly Series[]) => {
  const [metric] = candidatesFor(quantity);
  if (metric === undefined) throw new Error(quantity);
  return { metric, series: all };
};

/** Killed after minute 3; the next container started 20 s later. */
const LIVES: readonly Lifetime[] = [
  { from: minute(0), to: minute(3), end: 'oom-killed' },
  { from: minute(4), to: minute(7), end: 'running', startSeen: true, startedAt: minute(3) + 20_000 },
];

const facts = (answers: PodFacts['answers'], rest: Partial<PodFacts> = {}): PodFacts => ({
  pod: 'api-1',
  range: { from: minute(0), to: minute(7) },
  runtime: 'go',
  lifetimes: LIVES,
  restarts: 1,
  answers,
  siblings: {},
  builds: [],
  ...rest,
});

const values = (all: PodFacts, quantity: Quantity) =>
  runsOfPod(all).runs.map(({ tracks }) => [...(tracks[quantity]?.track.values ?? [])]);

describe('no sample belongs to two runs', () => {
  test('a container id belongs to the run in which it began, however long the source repeats it', () => {
    const old = series({ id: '/a' }, 0, 1, 2, 3, 4, 4, 4);
    const fresh = series({ id: '/b' }, 4, 1, 2, 3, 4);
    const all = facts({ rss: answer('rss', old, fresh) });
    expect(values(all, 'rss')).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ]);
    expect(runsOfPod(all).runs.map(({ id }) => id)).toEqual(['/a', '/b']);
  });

  test('a memory pool that Micrometer names by `id` goes on after a restart', () => {
    const pool = { ...series({ id: 'G1 Old Gen' }, 0, 1, 2, 3, 4, 1, 1, 2, 3), metric: 'jvm_memory_used_bytes' };
    expect(values(facts({ 'heap-used': answer('heap-used', pool) }), 'heap-used')[1]).toEqual([1, 2, 3]);
  });

  test('of a process, the step in which its container started is left out', () => {
    const all = facts({ goroutines: answer('goroutines', series({}, 0, 10, 20, 30, 40, 40, 10, 20, 30)) });
    expect(values(all, 'goroutines')).toEqual([
      [10, 20, 30, 40],
      [10, 20, 30],
    ]);
  });
});

test('collections are totals of a run: of one counter the larger scrape, of several the sum', () => {
  const all = facts({
    collections: answer(
      'collections',
      series({ gc: 'young', job: 'a' }, 0, 1, 2, 3, 4),
      series({ gc: 'young', job: 'b' }, 0, 1, 2, 3, 5),
      series({ gc: 'old', job: 'a' }, 0, 0, 1, 1, 1),
    ),
  });
  expect(values(all, 'collections')[0]).toEqual([1, 3, 4, 6]);
});

test('each run has its own limit, revision and end', () => {
  const { runs } = runsOfPod(
    facts(
      {
        'memory-limit': answer(
          'memory-limit',
          series({}, 0, ...[512, 512, 512, 512, 512, 512, 1024, 1024].map((m) => m * MiB)),
        ),
        'end-reason': answer('end-reason', series({ reason: 'OOMKilled' }, 4, 1, 1, 1, 1)),
        'exit-code': answer('exit-code', series({}, 4, 137, 137, 137, 137)),
      },
      { builds: [series({ revision: 'aaa' }, 0, 1, 1, 1, 1), series({ revision: 'bbb' }, 4, 1, 1, 1, 1)] },
    ),
  );
  expect(runs).toMatchObject([
    { limit: 512 * MiB, revision: 'aaa', reason: 'OOMKilled', exitCode: 137 },
    { limit: 1024 * MiB, revision: 'bbb' },
  ]);
  expect(runs[1]?.reason).toBeUndefined();
  expect(runs[1]?.limits.map(({ from, limit }) => [(from - minute(0)) / MINUTE, (limit ?? 0) / MiB])).toEqual([
    [4, 512],
    [6, 1024],
  ]);
});

test('what the pod is charged beside its containers was left behind', () => {
  const all = facts(
    { 'pod-usage': answer('pod-usage', series({}, 0, 500, 500)) },
    { siblings: { usage: [series({ container: 'api' }, 0, 100, 120), series({ container: 'side' }, 0, 50, 50)] } },
  );
  expect([...(runsOfPod(all).leftBehind?.values ?? [])]).toEqual([350, 330]);
});

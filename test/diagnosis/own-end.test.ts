import { expect, test } from 'vitest';
import type { ContainerRun } from '../../src/attribution/container-run.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { endedFull, ownEndOf } from '../../src/diagnosis/own-end.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import type { Runtime } from '../../src/metrics/catalogue.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { sliceOf } from '../../src/metrics/track.ts';
import { aRun } from '../attribution/a-run.ts';
import { minute } from '../support/a-pod.ts';

interface Ended {
  readonly exitCode?: number;
  /** MiB of heap at the end. */
  readonly at?: number;
  readonly reason?: string;
}

/** Runs whose heap climbs from 40 MiB, 110 MiB lie beside it, 10 MiB of it are free: one that ended for each that is given, and one that goes on to 150 MiB. */
function service(
  runtime: Runtime,
  ended: readonly Ended[],
  { max, limit = 512 }: { max?: number; limit?: number } = {},
) {
  const climb = (after: number, to: number, rest: Partial<ContainerRun>) => {
    const bytes = {
      'working-set': [160, to + 120],
      rss: [160, to + 120],
      'process-rss': [160, to + 120],
      'heap-used': [40, to],
      'live-heap': [40, to],
      'heap-committed': [50, to + 10],
      ...(max === undefined ? {} : { 'heap-max': max }),
    } as const;
    const { limit: _own, ...others } = rest;
    return aRun({ after, limit, runtime, bytes, counts: { collections: [0, 40] }, ...others });
  };
  const runs = [
    ...ended.map(({ exitCode = 3, at = 195, reason = 'Error' }, i) =>
      climb(101 * i, at, { end: reason === 'OOMKilled' ? 'oom-killed' : 'restarted', exitCode, reason }),
    ),
    climb(101 * ended.length, 150, {}),
  ];
  const tracks = runs.flatMap(({ tracks }) => tracks.rss?.track ?? []);
  const rss = {
    times: Float64Array.from(tracks.flatMap(({ times }) => [...times])),
    values: Float64Array.from(tracks.flatMap(({ values }) => [...values])),
  };
  const kills = runs.filter(({ end }) => end === 'oom-killed').map(({ to }) => to);
  const pod: PodMemory = { pod: 'api-1', rss, lifetimes: runs, restarts: ended.length, kills, limit: limit * MiB };
  const range = { from: minute(0), to: minute(101 * ended.length + 100) };
  const observation: Observation = {
    range,
    step: 60_000,
    runtime,
    pods: [{ ...pod, rss: sliceOf(rss, range.from, range.to) }],
    chosen: 'api-1',
    measured: {},
    deploys: [],
    runs: { pod: 'api-1', runs, cpus: 1, restarts: ended.length },
  };
  return ownEndOf(observation);
}

test('a heap of 150 MiB in 270 MiB that may have 200: full at 310 MiB, since 10 MiB of it are free', () => {
  expect(service('jvm', [{}, {}], { max: 200 })).toMatchObject({
    size: 200 * MiB,
    reported: true,
    level: 310 * MiB,
    ended: 2,
  });
});

test.each<[string, Parameters<typeof service>]>([
  ['the limit is reached first', ['jvm', [{}], { max: 200, limit: 300 }]],
  ['it was killed at the limit', ['jvm', [{ reason: 'OOMKilled', exitCode: 137 }], { max: 200 }]],
  ['the runtime bounds no heap', ['go', [{ exitCode: 2 }], { max: 200 }]],
  ['nothing reports the bound and no run ended at one', ['node', [{ exitCode: 1 }]]],
  [
    'runs ended at sizes of their own',
    [
      'node',
      [
        { exitCode: 134, at: 90 },
        { exitCode: 134, at: 195 },
      ],
    ],
  ],
])('none where %s', (_why, of) => {
  expect(service(...of)).toBeUndefined();
});

test('where no metric reports the bound, aborts at one size show it', () => {
  const own = service('node', [
    { exitCode: 139, at: 190 },
    { exitCode: 139, at: 195 },
  ]);
  expect(own).toMatchObject({ reported: false, ended: 2 });
  expect(own?.size).toBeCloseTo((0.99 * 195 + 0.01 * 40) * MiB, 0);
});

test('runs that ended with half of their heap ended for another reason', () => {
  const own = service('jvm', [{ at: 100, exitCode: 1 }, {}], { max: 200 });
  expect(own?.ended).toBe(1);
  expect(own && endedFull(own, 2)).toContain('in 1 of 2 runs');
});

test('a run that was done is none that failed', () => {
  const own = service('jvm', [{ exitCode: 0, reason: 'Completed' }], { max: 200 });
  expect(own && endedFull(own, 1)).toBeUndefined();
});

test.each([
  [137, 'SIGKILL'],
  [143, 'SIGTERM'],
])('exit code %i comes from outside the process: no OutOfMemoryError is said to have ended it', (exitCode, signal) => {
  const own = service('jvm', [{ exitCode }, { exitCode }], { max: 200 });
  expect(own).toMatchObject({ ended: 2, stopped: { runs: 2, exitCode } });
  const said = own && endedFull(own, 2);
  expect(said).toContain('Its heap was full each time');
  expect(said).toContain(`${signal}, which comes from outside: probably a liveness probe`);
  expect(said).not.toContain('OutOfMemoryError');
});

test('runs that ended themselves are counted apart from those that a signal ended', () => {
  const own = service('jvm', [{ exitCode: 3 }, { exitCode: 137 }], { max: 200 });
  expect(own && endedFull(own, 2)).toContain(
    'an OutOfMemoryError ended the process in 1 of them; exit code 137 is SIGKILL',
  );
});

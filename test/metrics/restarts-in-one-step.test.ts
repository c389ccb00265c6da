import { expect, test } from 'vitest';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE, SECOND } from '../../src/measurement/duration.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import type { Series } from '../../src/metrics/series.ts';

const FROM = Date.UTC(2026, 4, 4);

interface World {
  /** Milliseconds between two points, each of which stands for the highest of the step before it. */
  readonly step: number;
  readonly hours: number;
  /** Hours at which a job begins; each is killed so many times, so far apart. */
  readonly jobs: readonly number[];
  readonly kills: number;
  readonly apart: number;
}

/** What is known of a pod whose job is tried again and again until it fits. */
function seen({ step, hours, jobs, kills, apart }: World) {
  const range = { from: FROM, to: FROM + hours * HOUR };
  const ends = jobs.flatMap((hour) => Array.from({ length: kills }, (_, i) => FROM + hour * HOUR + i * apart));
  const starts = [FROM - 5 * HOUR, ...ends.map((end) => end + 10 * SECOND)];
  const grid = Array.from({ length: Math.floor((range.to - range.from) / step) + 1 }, (_, i) => FROM + i * step);
  const series = (metric: string, labels: Record<string, string>, points: readonly (readonly [number, number])[]) =>
    ({
      metric,
      labels: { pod: 'report-0', container: 'report', ...labels },
      times: Float64Array.from(points, ([time]) => time),
      values: Float64Array.from(points, ([, value]) => value),
    }) satisfies Series;
  const runs = starts.map((start, i) => ({ id: `/run-${i}`, start, end: ends[i] ?? range.to }));
  const inSteps = ({ start, end }: { readonly start: number; readonly end: number }) =>
    grid.filter((time) => time >= start && time - step < end);
  const highest = (time: number, end: number) => (end < range.to && time >= end - apart ? 760 : 205);
  const before = (time: number, moments: readonly number[]) => moments.filter((moment) => moment <= time);
  const kube = (metric: string, value: (time: number) => number | undefined) =>
    series(
      metric,
      { uid: 'u' },
      grid.flatMap((time) => {
        const known = value(time);
        return known === undefined ? [] : [[time, known] as const];
      }),
    );
  const [pod] = podMemoryOf(
    {
      rss: runs.map((run) =>
        series(
          'container_memory_rss',
          { id: run.id },
          inSteps(run).map((time) => [time, highest(time, run.end) * MiB]),
        ),
      ),
      startTime: runs.map((run) =>
        series(
          'container_start_time_seconds',
          { id: run.id },
          inSteps(run).map((time) => [time, run.start / SECOND]),
        ),
      ),
      restarts: [kube('kube_pod_container_status_restarts_total', (time) => before(time, ends).length)],
      terminatedReason: [
        kube('kube_pod_container_status_last_terminated_reason', (time) =>
          before(time, ends).length > 0 ? 1 : undefined,
        ),
      ],
    },
    range,
    { limit: 768 * MiB },
  );
  if (pod === undefined) throw new Error('no pod');
  return { pod, ends };
}

test.each([
  [
    'four in a step of 7 min',
    { step: 7.2 * MINUTE, hours: 72, jobs: [44.2, 49.2, 70.2], kills: 4, apart: 74 * SECOND },
  ],
  [
    'three in a step of 15 min',
    { step: 15 * MINUTE, hours: 168, jobs: [30.1, 78.05, 126.1], kills: 3, apart: 100 * SECOND },
  ],
  ['two in a step of 4 min', { step: 4 * MINUTE, hours: 36, jobs: [9.3, 21.3], kills: 2, apart: 70 * SECOND }],
])('kills are counted, %s', (_, world) => {
  const { pod, ends } = seen(world);
  expect(pod.restarts).toBe(ends.length);
  expect(pod.kills).toHaveLength(ends.length);
  expect(pod.lifetimes.some(({ replaced }) => replaced === true)).toBe(false);
  // What a kill is dated by is the start of the next run, and no point a step before.
  for (const [i, end] of ends.entries()) expect(Math.abs((pod.kills[i] ?? 0) - end)).toBeLessThan(MINUTE);
});

test('a step of half a minute dates a kill by the last sample, as ever', () => {
  const { pod, ends } = seen({ step: 30 * SECOND, hours: 6, jobs: [2.5], kills: 1, apart: 70 * SECOND });
  expect(pod.kills).toHaveLength(1);
  expect((ends[0] ?? 0) - (pod.kills[0] ?? 0)).toBeLessThan(31 * SECOND);
});

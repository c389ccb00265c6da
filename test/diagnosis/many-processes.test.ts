import { describe, expect, test } from 'vitest';
import { runsOfPod } from '../../src/attribution/runs-of-pod.ts';
import { boundProcesses, manyProcesses, processesSaid } from '../../src/diagnosis/many-processes.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';

const POD = 'shop-7d9f-x2x';
const FROM = Date.UTC(2026, 9, 6, 7);

type Law = (hour: number) => number;

/** Processes of a container by the hour, and its memory in MiB by the hour and their number. */
function running(
  processes: Law | undefined,
  memory: (hour: number, processes: number) => number,
  { hours = 8, step = MINUTE, noise = 4 } = {},
) {
  const range = { from: FROM, to: FROM + hours * HOUR };
  const law = (value: Law) => {
    const count = Math.round((hours * HOUR) / step);
    return trackOf(Array.from({ length: count + 1 }, (_, i) => [FROM + i * step, value((i * step) / HOUR)] as const));
  };
  const number: Law = (hour) => Math.round(processes?.(hour) ?? 1);
  const rss = law((hour) => (memory(hour, number(hour)) + noise * Math.sin(hour * 41) * Math.cos(hour * 7)) * MiB);
  const pod: PodMemory = {
    pod: POD,
    rss,
    lifetimes: [{ ...range, end: 'running', startedAt: FROM }],
    restarts: 0,
    kills: [],
    limit: 512 * MiB,
  };
  const answer = (metric: string, track: typeof rss) => ({
    metric: {
      metric,
      exporter: 'cadvisor' as const,
      matchers: [],
      reading: 'value' as const,
      aggregate: 'last' as const,
    },
    series: [{ metric, labels: { pod: POD }, ...track }],
  });
  const runs = runsOfPod({
    pod: POD,
    range,
    runtime: 'unknown',
    lifetimes: pod.lifetimes,
    restarts: 0,
    answers: {
      rss: answer('container_memory_rss', rss),
      ...(processes && { processes: answer('container_processes', law(number)) }),
    },
    siblings: {},
    builds: [],
  });
  const observation: Observation = { range, step, pods: [pod], chosen: POD, measured: {}, deploys: [], runs };
  return manyProcesses(observation, pod);
}

const sale: Law = (hour) => 8 + 26 * Math.min(1, Math.max(0, hour - 3) / 4);

describe('memory that rises with the number of processes', () => {
  test.each([
    ['children of PHP-FPM', sale, 11.5, {}],
    ['large workers', (hour: number) => 2 + 8 * Math.min(1, hour / 6), 60, {}],
    ['connections of a database, seen coarsely', sale, 9, { hours: 20, step: 5 * MINUTE }],
    ['noise of a third of one', sale, 20, { noise: 7 }],
  ] as [string, Law, number, object][])('has what each of them takes: %s', (_, law, each, options) => {
    const many = running(law, (_hour, count) => 90 + each * count, options);
    expect(Math.abs((many?.each ?? 0) / MiB / each - 1)).toBeLessThan(0.06);
  });

  test.each([
    ['nothing counts them', undefined, (hour: number) => 90 + 30 * hour],
    ['their number stands', () => 12, (hour: number) => 90 + 30 * hour],
    ['each of them grows', sale, (hour: number, count: number) => 90 + count * (4 + 3 * hour)],
    ['memory climbs on after they came', sale, (hour: number) => 90 + 40 * Math.max(0, hour - 5)],
    ['a few came', (hour: number) => 8 + Math.min(3, hour), (_: number, count: number) => 90 + 20 * count],
  ] as [string, Law | undefined, (hour: number, count: number) => number][])('is none where %s', (_, law, memory) => {
    expect(running(law, memory)).toBeUndefined();
  });

  test('says so, and bounds their number', () => {
    const many = { from: 8, to: 28, each: 11.6 * MiB };
    expect(processesSaid(many)).toBe('8 → 28 processes, about 11.6 MiB for each');
    expect(boundProcesses(many, undefined).steps[0]).toMatch(
      /^Now: bound the number of processes .* 28 of them take about 325 MiB/,
    );
    expect(boundProcesses(many, 'Now: raise it.').steps.slice(0, 2)).toEqual([
      'Now: raise it.',
      expect.stringMatching(/^Fix: bound /),
    ]);
  });
});

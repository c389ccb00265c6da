import { expect, it } from 'vitest';
import { chargedOf } from '../../src/diagnosis/charged-memory.ts';
import type { MetricsSource } from '../../src/evidence/ports.ts';
import { Readings } from '../../src/evidence/readings.ts';
import { workloadMemory } from '../../src/evidence/workload-memory.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { DAY, MINUTE } from '../../src/measurement/duration.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';
import type { Service } from '../../src/service/service.ts';
import { seriesSource } from '../support/series-source.ts';

const END = Date.UTC(2026, 10, 23, 12);
const WEEK = { from: END - 7 * DAY, to: END };
const SERVICE: Service = {
  workload: { namespace: 'prod', name: 'api', container: 'api' },
  runtime: 'go',
  selector: [{ label: 'namespace', op: '=', value: 'prod' }],
  targets: [],
  metricsPath: '/metrics',
  pprofPath: '/debug/pprof',
};

function weekOf(metric: string, pod: string, mebibytes: number): Series {
  const points: [number, number][] = [];
  for (let time = WEEK.from; time <= WEEK.to; time += 10 * MINUTE) points.push([time, mebibytes * MiB]);
  return { metric, labels: { namespace: 'prod', pod, container: 'api' }, ...trackOf(points) };
}

async function memoryOfPods(count: number) {
  const pods = Array.from({ length: count }, (_, i) => `api-${i}`);
  const known = seriesSource('a test', [
    ...pods.map((pod) => weekOf('container_memory_rss', pod, 100)),
    ...pods.map((pod) => weekOf('container_memory_working_set_bytes', pod, 150)),
  ]);
  let points = 0;
  const source: MetricsSource = {
    ...known,
    async series(query) {
      const answer = await known.series(query);
      for (const { times } of answer) points += times.length;
      return answer;
    },
  };
  const question = { service: SERVICE, range: WEEK, signal: new AbortController().signal };
  const { pods: found } = await workloadMemory(new Readings(source), question);
  return { found, points };
}

it.each([3, 60])('judges each of %i pods by its working set, for its whole time', async (count) => {
  const { found } = await memoryOfPods(count);
  expect(found).toHaveLength(count);
  for (const pod of found) {
    const charged = chargedOf(pod);
    expect(new Set(charged.values)).toEqual(new Set([150 * MiB]));
    expect((charged.times.at(-1) ?? 0) - (charged.times[0] ?? 0)).toBeGreaterThan(6.9 * DAY);
  }
});

it('reads fewer points of each pod where there are many', async () => {
  const few = await memoryOfPods(3);
  const many = await memoryOfPods(60);
  expect(many.points / 60).toBeLessThan(0.8 * (few.points / 3));
});

it('takes a working set that misses most of the time for no measure of the pod', async () => {
  const { found } = await memoryOfPods(1);
  const [pod] = found;
  if (pod?.workingSet === undefined) throw new Error('no working set');
  const { times, values } = pod.workingSet;
  const lately = { times: times.subarray(-100), values: values.subarray(-100) };
  expect(new Set(chargedOf({ ...pod, workingSet: lately }).values)).toEqual(new Set([100 * MiB]));
});

import { expect, test } from 'vitest';
import { limitByName } from '../../src/evidence/limit-by-name.ts';
import { Readings } from '../../src/evidence/readings.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';
import { seriesSource } from '../support/series-source.ts';

const series = (metric: string, labels: Record<string, string>, value: number): Series => ({
  metric,
  labels,
  ...trackOf([10, 20, 30].map((minute) => [minute * MINUTE, value])),
});

const OWN = [series('process_resident_memory_bytes', { job: 'billing', instance: '10.9.0.1:9464' }, 1)];
const task = (id: string, limit: number) =>
  series(
    'container_spec_memory_limit_bytes',
    { container: 'billing', container_label_com_amazonaws_ecs_cluster: 'c', id },
    limit,
  );

async function limit(containers: readonly Series[], memory = OWN, workload: object = {}) {
  const service = {
    workload: { name: 'billing', ...workload },
    selector: [{ label: 'job', op: '=', value: 'billing' }],
    targets: [],
    metricsPath: '/metrics',
    pprofPath: '/debug/pprof',
  } as const;
  const question = { service, range: { from: 0, to: HOUR }, signal: new AbortController().signal };
  return limitByName(new Readings(seriesSource('a source', containers)), question, memory);
}

test('is that of the containers of its name', async () => {
  expect(await limit([task('/ecs/a', 768 * MiB), task('/ecs/b', 768 * MiB)])).toBe(768 * MiB);
});

test.each<[string, readonly Series[]]>([
  ['they differ', [task('/ecs/a', 768 * MiB), task('/ecs/b', 256 * MiB)]],
  ['they have none', [task('/ecs/a', 0)]],
  ['they have none, as the kernel writes it', [task('/ecs/a', 2 ** 63)]],
  [
    'they are of a namespace of Kubernetes',
    [series('container_spec_memory_limit_bytes', { container: 'billing', namespace: 'x', pod: 'billing-1' }, 9 * MiB)],
  ],
  ['there are none', []],
])('is not known where %s', async (_, containers) => {
  expect(await limit(containers)).toBeUndefined();
});

test('is not looked for by a name that a namespace makes another’s', async () => {
  expect(await limit([task('/ecs/a', 768 * MiB)], OWN, { namespace: 'prod' })).toBeUndefined();
});

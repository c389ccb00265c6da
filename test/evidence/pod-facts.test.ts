import { expect, test } from 'vitest';
import { podFacts } from '../../src/evidence/pod-facts.ts';
import { processSeries } from '../../src/evidence/process-series.ts';
import { Readings } from '../../src/evidence/readings.ts';
import { workloadMemory } from '../../src/evidence/workload-memory.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';
import { seriesSource } from '../support/series-source.ts';

const POD = 'api-7c9f8d6b5-x2kqd';
const minutes = [...Array(240).keys()].map((i) => (i + 1) * MINUTE);
const of = (metric: string, labels: Record<string, string>, value: number): Series => ({
  metric,
  labels: { namespace: 'prod', pod: POD, ...labels },
  ...trackOf(minutes.map((time) => [time, value])),
});

const app = { container: 'app', image: 'registry/app:1' };
const side = { container: 'side', image: 'registry/side:1' };
const SERIES: readonly Series[] = [
  of('container_memory_rss', app, 100),
  of('container_memory_rss', side, 10),
  of('container_memory_usage_bytes', app, 130),
  of('container_memory_usage_bytes', side, 15),
  of('container_memory_usage_bytes', { container: 'POD', image: 'registry/pause:3' }, 1),
  of('container_memory_usage_bytes', { container: '', image: '' }, 200),
  of('container_memory_usage_bytes', { ...app, pod: 'api-7c9f8d6b5-zzzzz' }, 999),
  of('container_memory_cache', app, 20),
  of('container_memory_cache', side, 3),
  of('kube_pod_container_resource_limits', { container: 'app', resource: 'memory' }, 512),
  of('go_goroutines', { container: 'app' }, 40),
  of('go_goroutines', { container: 'side' }, 7),
  of('app_build_info', { container: 'app', revision: 'abc' }, 1),
];

const service = {
  workload: { namespace: 'prod', name: 'api', container: 'app' },
  selector: [
    { label: 'namespace', op: '=', value: 'prod' },
    { label: 'container', op: '=', value: 'app' },
    { label: 'pod', op: '=~', value: 'api-.+' },
  ],
  targets: [],
  metricsPath: '/metrics',
  pprofPath: '/debug/pprof',
} as const;

test('what is known of a pod is its own: not its neighbour’s, not its side-car’s', async () => {
  const readings = new Readings(seriesSource('a source', SERIES));
  const question = { service, range: { from: 0, to: 4 * HOUR }, signal: new AbortController().signal };
  const memory = await workloadMemory(readings, question);
  const process = await processSeries(readings, question);
  const facts = await podFacts(readings, question, { memory, pod: POD, runtime: 'go', process });
  const values = Object.entries(facts.answers).map(([quantity, answer]) => [
    quantity,
    answer?.series.map((one) => one.values[0]),
  ]);
  expect(Object.fromEntries(values)).toEqual({
    rss: [100],
    usage: [130],
    'page-cache': [20],
    'memory-limit': [512],
    goroutines: [40],
    'pod-usage': [200],
  });
  expect(facts.siblings.usage?.map((one) => one.values[0])).toEqual([130, 15]);
  expect(facts.builds.map(({ labels }) => labels['revision'])).toEqual(['abc']);
  expect(facts.lifetimes).toHaveLength(1);
});

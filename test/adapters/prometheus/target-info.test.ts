import { describe, expect, test } from 'vitest';
import { prometheusApi } from '../../../src/adapters/prometheus/api.ts';
import { discoverServices } from '../../../src/adapters/prometheus/discover-services.ts';
import { prometheusMetrics } from '../../../src/adapters/prometheus/metrics-source.ts';
import { ambiguousJobs } from '../../../src/adapters/prometheus/target-info.ts';
import { HOUR, MINUTE } from '../../../src/measurement/duration.ts';
import type { LabelMatcher, Series } from '../../../src/metrics/series.ts';
import { trackOf } from '../../../src/metrics/series.ts';
import { type PrometheusOptions, prometheusStandIn } from '../../support/prometheus-stand-in.ts';

const T0 = Date.UTC(2026, 10, 23, 10);
const RANGE = { from: T0, to: T0 + HOUR };

function series(metric: string, labels: Series['labels'], value: number): Series {
  return { metric, labels, ...trackOf([[T0 + 30 * MINUTE, value]]) };
}

/** What a resource of Kubernetes becomes in `target_info`. */
function info(joined: Series['labels'], pod: string, style: (name: string) => string = underscored): Series {
  const resource = { 'k8s.namespace.name': 'prod', 'k8s.pod.name': pod, 'k8s.container.name': 'api' };
  const labels = Object.fromEntries(Object.entries(resource).map(([name, value]) => [style(name), value]));
  return series('target_info', { ...joined, ...labels }, 1);
}

const underscored = (name: string) => name.replaceAll('.', '_');

interface Asking {
  readonly matchers?: readonly LabelMatcher[];
  readonly metrics: readonly string[];
  readonly aggregate?: 'last' | 'max';
  readonly options?: PrometheusOptions;
}

const OF_API: readonly LabelMatcher[] = [
  { label: 'namespace', op: '=', value: 'prod' },
  { label: 'container', op: '=', value: 'api' },
  { label: 'pod', op: '=~', value: 'api-.*' },
];

/** Which value each pod has of which metric. */
async function read(
  kept: readonly Series[],
  { metrics, matchers = OF_API, aggregate = 'last', options = {} }: Asking,
): Promise<readonly string[]> {
  await using server = await prometheusStandIn(kept, {}, options);
  const source = prometheusMetrics(prometheusApi({ url: server.url }));
  const answers = await source.many?.({ metrics, matchers, range: RANGE, step: HOUR, aggregate });
  return (answers ?? []).map(({ metric, labels, values }) => `${metric} ${labels['pod']} ${values.join()}`).sort();
}

async function named(kept: readonly Series[]) {
  await using server = await prometheusStandIn(kept);
  const services = await discoverServices(prometheusApi({ url: server.url }), RANGE);
  return services.map(({ workload: { namespace, name, container } }) => `${namespace}/${name}/${container}`);
}

const A = { job: 'prod/api', instance: 'uuid-a' };
const B = { job: 'prod/api', instance: 'uuid-b' };
const OTHER = { job: 'prod/web', instance: 'uuid-c' };

describe('series that have only a job and an instance', () => {
  const kept = [
    series('go_goroutine_count', A, 1),
    series('go_goroutine_count', B, 2),
    series('go_goroutine_count', OTHER, 4),
    info(A, 'api-7d9f8c6b5-aaaaa'),
    info(B, 'api-7d9f8c6b5-bbbbb'),
    info(OTHER, 'web-7d9f8c6b5-ccccc'),
  ];

  test('are those of the pods that target_info names', async () => {
    expect(await read(kept, { metrics: ['go.goroutine.count'] })).toEqual([
      'go.goroutine.count api-7d9f8c6b5-aaaaa 1',
      'go.goroutine.count api-7d9f8c6b5-bbbbb 2',
    ]);
  });

  test('are those of one pod where only one is asked for', async () => {
    const matchers: readonly LabelMatcher[] = [...OF_API, { label: 'pod', op: '=', value: 'api-7d9f8c6b5-bbbbb' }];
    expect(await read(kept, { metrics: ['go.goroutine.count'], matchers })).toEqual([
      'go.goroutine.count api-7d9f8c6b5-bbbbb 2',
    ]);
  });

  test('are no one’s where processes share job and instance', async () => {
    const alike = kept.map((each) => ({ ...each, labels: { ...each.labels, instance: '' } }));
    expect(await read(alike, { metrics: ['go.goroutine.count'] })).toEqual([]);
    expect(ambiguousJobs(alike.slice(3).map(({ labels }) => labels))).toEqual(['prod/api']);
  });

  test('are asked for by their job alone where their instances are too many for an address', async () => {
    const pods = Array.from({ length: 200 }, (_, index) => `api-7d9f8c6b5-x${index}`);
    const many = pods.flatMap((pod, index) => {
      const joined = { job: 'prod/api', instance: `6f1b0442-98fc-4c14-9afb-${index}` };
      return [series('go_goroutine_count', joined, index), info(joined, pod)];
    });
    const stranger = [series('go_goroutine_count', { job: 'prod/api', instance: 'elsewhere' }, 7)];
    expect(await read([...many, ...stranger], { metrics: ['go.goroutine.count'] })).toHaveLength(200);
  });

  test('are found by dots where the server keeps them', async () => {
    const dotted = [
      { ...series('go.memory.used', { ...A, 'go.memory.type': 'other' }, 5) },
      { ...series('go.memory.used', { ...A, 'go.memory.type': 'stack' }, 6) },
      info(A, 'api-7d9f8c6b5-aaaaa', (name) => name),
    ];
    const matchers: readonly LabelMatcher[] = [...OF_API, { label: 'go_memory_type', op: '=', value: 'other' }];
    expect(await read(dotted, { metrics: ['go.memory.used'], matchers, aggregate: 'max' })).toEqual([
      'go.memory.used api-7d9f8c6b5-aaaaa 5',
    ]);
  });
});

describe('a collector that Prometheus scrapes', () => {
  const itself = { namespace: 'observability', pod: 'otel-collector-5c9d7f', container: 'otel-collector' };
  const scraped = { ...itself, job: 'otel', instance: '10.0.0.9:8889' };
  const a = { ...scraped, exported_job: 'prod/api', exported_instance: 'uuid-a' };

  test('hands on what is not its own: with its labels beside those meant', async () => {
    const kept = [series('go_goroutine_count', a, 3), info(a, 'api-7d9f8c6b5-aaaaa')];
    expect(await named(kept)).toEqual(['prod/api/api']);
    expect(await read(kept, { metrics: ['go.goroutine.count'] })).toEqual(['go.goroutine.count api-7d9f8c6b5-aaaaa 3']);
  });

  test('hands on what is not its own: with the attributes on each series', async () => {
    const labels = { ...a, k8s_namespace_name: 'prod', k8s_pod_name: 'api-7d9f8c6b5-aaaaa', k8s_container_name: 'api' };
    const kept = [series('go_goroutine_count', labels, 3)];
    expect(await named(kept)).toEqual(['prod/api/api']);
    expect(await read(kept, { metrics: ['go.goroutine.count'] })).toEqual(['go.goroutine.count api-7d9f8c6b5-aaaaa 3']);
  });

  test('hands on services that are in no Kubernetes by their own names', async () => {
    const of = (job: string) =>
      series('go_goroutine_count', { ...scraped, exported_job: job, exported_instance: 'x' }, 1);
    const outside = (one: Series) => ({ ...one, labels: { ...one.labels, namespace: '', pod: '', container: '' } });
    expect(await named([of('shop/api'), of('shop/web')].map(outside))).toEqual([
      'undefined/api/undefined',
      'undefined/web/undefined',
    ]);
  });
});

describe('what a collector scraped and passed on', () => {
  const go = (labels: Series['labels']) => [
    series('go_goroutines', labels, 3),
    series('go_gc_gogc_percent', labels, 100),
  ];
  const both = ['go_gc_gogc_percent api-7d9f8c6b5-aaaaa 100', 'go_goroutines api-7d9f8c6b5-aaaaa 3'];
  const metrics = ['go_goroutines', 'go_gc_gogc_percent'];

  test('is named by target_info', async () => {
    const joined = { job: 'pods', instance: '10.0.0.1:8080' };
    const kept = [...go(joined), info(joined, 'api-7d9f8c6b5-aaaaa')];
    expect(await named(kept)).toEqual(['prod/api/api']);
    expect(await read(kept, { metrics })).toEqual(both);
    expect(await read(kept, { metrics, aggregate: 'max' })).toEqual(both);
  });

  test.each([
    ['underscores', underscored],
    ['dots, as VictoriaMetrics keeps them', (name: string) => name],
  ] as const)('is named by attributes on each series, with %s', async (_, style) => {
    const { labels } = info({ job: 'pods', instance: '10.0.0.1:8080' }, 'api-7d9f8c6b5-aaaaa', style);
    expect(await named(go(labels))).toEqual(['prod/api/api']);
    expect(await read(go(labels), { metrics })).toEqual(both);
  });

  test('is no reason to ask a Prometheus 2 for labels that it cannot read', async () => {
    const { labels } = info({ job: 'pods', instance: '10.0.0.1:8080' }, 'api-7d9f8c6b5-aaaaa');
    expect(await read(go(labels), { metrics, options: { server: 'Prometheus 2' } })).toEqual(both);
  });
});

test('the cluster of a process is the one its pod has elsewhere', async () => {
  const pod = { namespace: 'prod', pod: 'api-7d9f8c6b5-aaaaa', container: 'api' };
  const labels = {
    k8s_cluster_name: 'gke-1',
    k8s_namespace_name: 'prod',
    k8s_pod_name: pod.pod,
    k8s_container_name: 'api',
  };
  const kept = [
    series('container_memory_rss', { ...pod, image: 'api:1' }, 9),
    series('go_goroutine_count', { ...A, ...labels }, 3),
  ];
  await using server = await prometheusStandIn(kept);
  const services = await discoverServices(prometheusApi({ url: server.url }), RANGE);
  expect(services.map(({ workload, runtime }) => [workload.cluster, workload.name, runtime])).toEqual([
    [undefined, 'api', 'go'],
  ]);
});

import { describe, expect, test } from 'vitest';
import { MINUTE } from '../../src/measurement/duration.ts';
import { requestsFor } from '../../src/metrics/catalogue.ts';
import { buildInfoMetrics, deploysOf } from '../../src/metrics/deploys.ts';
import { measuredOf } from '../../src/metrics/measured.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';

const selector = [
  { label: 'namespace', op: '=', value: 'prod' },
  { label: 'container', op: '=', value: 'api' },
] as const;

function series(labels: Record<string, string>, ...values: readonly (number | undefined)[]): Series {
  const points = values.flatMap((value, i) => (value === undefined ? [] : [[i * MINUTE, value] as const]));
  return { metric: 'm', labels, ...trackOf(points) };
}

const asked = (quantity: Parameters<typeof requestsFor>[0]) =>
  requestsFor(quantity, selector, 'go').map(
    ({ metric, matchers }) =>
      `${metric}{${matchers.map(({ label, op, value }) => `${label}${op}"${value}"`).join(',')}}`,
  );

describe('what is asked for, in order', () => {
  test('RSS: the container before the process, cgroups without a container left out, OpenTelemetry last', () => {
    expect(asked('rss')).toEqual([
      'container_memory_rss{namespace="prod",container="api",container!~"|POD"}',
      'process_resident_memory_bytes{namespace="prod",container="api"}',
      'process_resident_memory_bytes{namespace="prod"}',
      'container.memory.rss{namespace="prod",container="api"}',
      'process.memory.usage{namespace="prod",container="api"}',
      'process.memory.usage{namespace="prod"}',
      'node_namespace_pod_container:container_memory_rss{namespace="prod",container="api",container!~"|POD"}',
      'nomad_client_allocs_memory_rss{namespace="prod",container="api",container!~"|POD"}',
      'namedprocess_namegroup_memory_bytes{namespace="prod",container="api",memtype="resident"}',
    ]);
  });

  test('kube-state-metrics: the exported labels before its own', () => {
    expect(asked('restarts')).toEqual([
      'kube_pod_container_status_restarts_total{exported_namespace="prod",exported_container="api"}',
      'kube_pod_container_status_restarts_total{namespace="prod",container="api"}',
      'kube_pod_init_container_status_restarts_total{exported_namespace="prod",exported_container="api"}',
      'kube_pod_init_container_status_restarts_total{namespace="prod",container="api"}',
      'k8s.container.restarts{namespace="prod",container="api"}',
      'nomad_client_allocs_restart{namespace="prod",container="api",container!~"|POD"}',
    ]);
  });
});

describe('one pod out of an answer', () => {
  const [request] = requestsFor('requests', []);
  const [gauge] = requestsFor('goroutines', []);

  test('counters are rates an hour, summed over paths, and survive a reset', () => {
    const own =
      request &&
      measuredOf(request, [series({ pod: 'a', path: '/x' }, 0, 1, 3), series({ pod: 'a', path: '/y' }, 9, 9, 2)], 'a');
    expect([...(own?.track.values ?? [])]).toEqual([60, 240]);
  });

  test('gauges reported by two scrapers are one', () => {
    const own =
      gauge &&
      measuredOf(
        gauge,
        [
          series({ pod: 'a', job: 'x' }, 5, 7),
          series({ pod: 'a', job: 'y' }, 6, undefined, 8),
          series({ pod: 'b' }, 99),
        ],
        'a',
      );
    expect([...(own?.track.values ?? [])]).toEqual([6, 7, 8]);
  });

  test('the exported pod is the one meant', () => {
    const labels = { pod: 'kube-state-metrics-0', exported_pod: 'a' };
    expect(gauge && measuredOf(gauge, [series(labels, 1)], 'kube-state-metrics-0')).toBeUndefined();
    expect(gauge && measuredOf(gauge, [series(labels, 1)], 'a')?.track.values).toHaveLength(1);
  });
});

describe('deploys', () => {
  const build = (revision: string, pod: string, ...values: readonly (number | undefined)[]) =>
    series({ revision, pod }, ...values);

  test('a rolling deploy is one deploy, at its first pod', () => {
    const deploys = deploysOf([
      build('old', 'a', 1, 1, 1),
      build('old', 'b', 1, 1, 1, 1),
      build('new', 'c', undefined, undefined, 1, 1, 1),
      build('new', 'd', undefined, undefined, undefined, 1, 1),
    ]);
    expect(deploys).toEqual([{ time: 2 * MINUTE, revision: 'new', previous: 'old' }]);
  });

  test('a rollback is a deploy too', () => {
    const deploys = deploysOf([
      build('old', 'a', 1, 1),
      build('new', 'b', undefined, undefined, 1, 1),
      build('old', 'c', undefined, undefined, undefined, undefined, 1, 1),
    ]);
    expect(deploys.map((deploy) => deploy.revision)).toEqual(['new', 'old']);
  });

  test('two revisions that ran from the start are no deploy', () => {
    expect(deploysOf([build('stable', 'a', 1, 1, 1), build('canary', 'b', undefined, 1, 1)])).toEqual([]);
  });

  test.each([
    ['a tag', 'registry:5000/shop/api:1.4.2', 'registry:5000/shop/api:1.5.0', '1.5.0'],
    [
      'a digest',
      'ghcr.io/shop/api@sha256:0123456789abcdef01',
      'ghcr.io/shop/api@sha256:fedcba9876543210ff',
      'fedcba987654',
    ],
  ])('an image names its revision by %s', (_, before, after, revision) => {
    const deploys = deploysOf([
      series({ image: before, pod: 'api-0' }, 1, 1, 1),
      series({ image: after, pod: 'api-0' }, undefined, undefined, undefined, 1, 1),
    ]);
    expect(deploys).toMatchObject([{ time: 3 * MINUTE, revision }]);
  });

  test('a node that names an image by its id says nothing of a deploy', () => {
    const deploys = deploysOf([
      series({ image: 'shop/api:1.4.2', pod: 'api-0' }, 1, 1, 1),
      series({ image: 'sha256:0123456789abcdef', pod: 'api-0' }, undefined, undefined, undefined, 1, 1),
    ]);
    expect(deploys).toEqual([]);
  });

  test('a service may name its build metric by the first part of its name', () => {
    expect(buildInfoMetrics('markets-api').slice(0, 2)).toEqual(['markets_api_build_info', 'markets_build_info']);
  });
});

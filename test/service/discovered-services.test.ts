import { describe, expect, test } from 'vitest';
import { RUNTIMES } from '../../src/runtime/runtimes.ts';
import { fullName } from '../../src/service/directory.ts';
import { discoveredServices } from '../../src/service/discovered-services.ts';

const SIGNS = new Map(RUNTIMES.map(({ name, metrics }) => [metrics.signs[0], name]));

type Labels = Readonly<Record<string, string>>;

function services(members: readonly Labels[], owners: readonly Labels[] = []) {
  return discoveredServices({ members, owners, runtimeOf: (metric) => SIGNS.get(metric) });
}

const named = (members: readonly Labels[], owners?: readonly Labels[]) => services(members, owners).map(fullName);

const inProd = (pod: string, container: string, __name__ = 'container_memory_rss'): Labels => ({
  __name__,
  namespace: 'prod',
  pod,
  container,
});

test('the runtime of a discovered service is that of the metric that it was found by', () => {
  const found = services([
    inProd('markets-1', 'markets', 'go_goroutines'),
    { ...inProd('orders-1', 'orders', 'jvm_memory_used_bytes'), area: 'heap' },
    { ...inProd('orders-2', 'orders', 'jvm_memory_used_bytes'), area: 'heap' },
    inProd('quotes-1', 'quotes', 'nodejs_heap_size_used_bytes'),
    inProd('reports-1', 'reports', 'python_info'),
  ]);
  expect(found.map(({ workload, runtime }) => `${workload.name} ${runtime}`)).toEqual([
    'markets go',
    'orders jvm',
    'quotes node',
    'reports python',
  ]);
});

describe('which workload a container belongs to', () => {
  test('two Deployments whose containers have the same name are two services, each with its own pods', () => {
    const found = services([inProd('api-7c9f8d6b5-x2kqd', 'app'), inProd('api-worker-6d5f7c8b9-k2xqz', 'app')]);
    expect(found.map(fullName)).toEqual(['prod/api-worker:app', 'prod/api:app']);
    const api = found.find(({ workload }) => workload.name === 'api');
    const pods = new RegExp(`^(?:${api?.selector.find(({ label }) => label === 'pod')?.value})$`);
    expect(pods.test('api-7c9f8d6b5-x2kqd')).toBe(true);
    expect(pods.test('api-worker-6d5f7c8b9-k2xqz')).toBe(false);
  });

  test('kube-state-metrics knows better than a name', () => {
    const owners = [
      { __name__: 'kube_pod_owner', namespace: 'prod', pod: 'db-0', owner_kind: 'Cluster', owner_name: 'db' },
      {
        __name__: 'kube_pod_owner',
        namespace: 'prod',
        pod: 'web-5-7c9f8d6b5-x2kqd',
        owner_kind: 'ReplicaSet',
        owner_name: 'web-5-7c9f8d6b5',
      },
      {
        __name__: 'kube_replicaset_owner',
        namespace: 'prod',
        replicaset: 'web-5-7c9f8d6b5',
        owner_kind: 'Rollout',
        owner_name: 'web-5',
      },
      {
        __name__: 'kube_pod_owner',
        namespace: 'prod',
        pod: 'odd-name-of-an-operator',
        owner_kind: 'Widget',
        owner_name: 'widget',
      },
    ];
    const found = services(
      [inProd('db-0', 'db'), inProd('web-5-7c9f8d6b5-x2kqd', 'web-5'), inProd('odd-name-of-an-operator', 'w')],
      owners,
    );
    expect(found.map(fullName)).toEqual(['prod/db', 'prod/web-5', 'prod/widget:w']);
    expect(found[2]?.selector.at(-1)?.value).toBe('odd-name-of-an-operator');
  });

  test('a ReplicaSet whose owner no metric names is reported by its name, one without an owner stands for itself', () => {
    const pod = { __name__: 'kube_pod_owner', namespace: 'prod', owner_kind: 'ReplicaSet' };
    const owners = [
      { ...pod, pod: 'api-7c9f8d6b5-x2kqd', owner_name: 'api-7c9f8d6b5' },
      { ...pod, pod: 'bare-7c9f8d6b5-x2kqd', owner_name: 'bare-7c9f8d6b5' },
      {
        __name__: 'kube_replicaset_owner',
        namespace: 'prod',
        replicaset: 'bare-7c9f8d6b5',
        owner_kind: '<none>',
        owner_name: '<none>',
      },
    ];
    const members = [inProd('api-7c9f8d6b5-x2kqd', 'api'), inProd('bare-7c9f8d6b5-x2kqd', 'bare')];
    expect(named(members, owners)).toEqual(['prod/api', 'prod/bare-7c9f8d6b5:bare']);
  });

  test('runs of a CronJob are one workload; a bare pod is its container; a process outside Kubernetes is its job', () => {
    expect(
      named([
        inProd('nightly-29381340-x7k2p', 'main'),
        inProd('nightly-29382780-b2kqd', 'main'),
        inProd('debug', 'shell'),
        { __name__: 'go_goroutines', job: 'edge/proxy', instance: '10.0.0.7:8080' },
      ]),
    ).toEqual(['proxy', 'prod/nightly:main', 'prod/shell']);
  });

  test('the same pod name in two clusters is two services', () => {
    const pod = inProd('api-7c9f8d6b5-x2kqd', 'api');
    expect(
      named([
        { ...pod, cluster: 'eu' },
        { ...pod, cluster: 'us' },
      ]),
    ).toEqual(['eu/prod/api', 'us/prod/api']);
  });
});

test('metrics without a container label belong to the only container of their pod, and to none of several', () => {
  const unlabelled = { __name__: 'go_goroutines', namespace: 'prod', job: 'pods' };
  const found = services([
    { ...unlabelled, pod: 'one-0' },
    inProd('one-0', 'one'),
    { ...unlabelled, pod: 'two-0' },
    inProd('two-0', 'two'),
    inProd('two-0', 'envoy'),
  ]);
  expect(found.map((service) => `${fullName(service)} ${service.runtime}`)).toEqual([
    'prod/one go',
    'prod/two:envoy undefined',
    'prod/two undefined',
  ]);
});

test('without honor_labels the labels of the exporter itself are not taken for the container’s', () => {
  expect(
    named([
      {
        __name__: 'kube_pod_container_status_restarts_total',
        namespace: 'monitoring',
        pod: 'kube-state-metrics-5d8f7b9c6-k2xqz',
        container: 'kube-state-metrics',
        exported_namespace: 'prod',
        exported_pod: 'api-7c9f8d6b5-x2kqd',
        exported_container: 'api',
      },
    ]),
  ).toEqual(['prod/api']);
});

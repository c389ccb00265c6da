import { expect, test } from 'vitest';
import { prometheusApi } from '../../../src/adapters/prometheus/api.ts';
import { discoverServices } from '../../../src/adapters/prometheus/discover-services.ts';
import { prometheusMetrics } from '../../../src/adapters/prometheus/metrics-source.ts';
import { MINUTE } from '../../../src/measurement/duration.ts';
import { requestsFor } from '../../../src/metrics/catalogue.ts';
import { podOf } from '../../../src/metrics/pod-label.ts';
import { type Series, trackOf } from '../../../src/metrics/series.ts';
import { prometheusStandIn } from '../../support/prometheus-stand-in.ts';

const NOW = 1_790_000_000_000;
const RANGE = { from: NOW - 30 * MINUTE, to: NOW };
const HASH = '6c1f0a9d4b7e'.repeat(6).slice(0, 64);

function resident(labels: Series['labels'], value: number): Series {
  const points = Array.from({ length: 30 }, (_, i) => [NOW - i * MINUTE, value] as const).reverse();
  return {
    metric: 'container_memory_rss',
    labels: { job: 'cadvisor', instance: 'left:8080', ...labels },
    ...trackOf(points),
  };
}

const MACHINES = [
  resident({ id: `/docker/${HASH}`, name: 'tills' }, 40e6),
  resident({ id: `/docker/${HASH}`, name: 'tills', instance: 'right:8080' }, 90e6),
  resident({ id: '/acme.slice/ledgers.service' }, 70e6),
  resident({ id: `/lxc/${HASH}`, name: `k8s_pause_${HASH}` }, 1e6),
  resident({ id: `/ecs/a/${HASH}`, name: 'ecs-x', container_label_com_amazonaws_ecs_container_name: 'rates' }, 30e6),
  resident({ id: '/' }, 900e6),
];

/** What a selector of leakbot.yaml reads of resident memory, by pod. */
async function selected(url: string, labels: Readonly<Record<string, string>>) {
  const selector = Object.entries(labels).map(([label, value]) => ({ label, op: '=', value }) as const);
  const [first] = requestsFor('rss', selector);
  if (first === undefined) throw new Error('nothing asks for resident memory');
  const series = await prometheusMetrics(prometheusApi({ url })).series({ ...first, range: RANGE, step: 5 * MINUTE });
  return Object.fromEntries(series.map((one) => [podOf(one.labels) ?? '', one.values.at(-1)]));
}

test.each([
  ['a name, on two machines', { name: 'tills' }, { 'tills on left:8080': 40e6, 'tills on right:8080': 90e6 }],
  ['a cgroup', { id: '/acme.slice/ledgers.service' }, { 'ledgers on left:8080': 70e6 }],
  ['a label of ECS', { container_label_com_amazonaws_ecs_container_name: 'rates' }, { 'ecs-x': 30e6 }],
  ['the job of cAdvisor and a machine', { job: 'cadvisor', instance: 'right:8080' }, { 'tills on right:8080': 90e6 }],
  [
    'a container, as it is discovered',
    { container: 'tills' },
    { 'tills on left:8080': 40e6, 'tills on right:8080': 90e6 },
  ],
  ['a pod, as a report names it', { container: 'tills', pod: 'tills on right:8080' }, { 'tills on right:8080': 90e6 }],
  ['a unit, by its name', { container: 'ledgers' }, { 'ledgers on left:8080': 70e6 }],
])('a selector by %s', async (_, labels, memory) => {
  await using server = await prometheusStandIn(MACHINES);
  expect(await selected(server.url, labels)).toEqual(memory);
});

test('named containers are services; what a runtime called for itself, and units beside them, are none', async () => {
  await using server = await prometheusStandIn(MACHINES);
  const services = await discoverServices(prometheusApi({ url: server.url }), RANGE);
  expect(services.map(({ workload }) => workload.name)).toEqual(['rates', 'tills']);
});

test('an allocation of Nomad is selected by the job that its client was asked for', async () => {
  const labels = { alloc_id: '0f1e', task: 'rates', task_group: 'web', exported_job: 'ledger', namespace: 'default' };
  const allocation = { ...resident(labels, 20e6), metric: 'nomad_client_allocs_memory_rss' };
  await using server = await prometheusStandIn([allocation]);
  const selector = [{ label: 'exported_job', op: '=', value: 'ledger' }] as const;
  const request = requestsFor('rss', selector).find(({ metric }) => metric === allocation.metric);
  if (request === undefined) throw new Error('nothing asks for it');
  const source = prometheusMetrics(prometheusApi({ url: server.url }));
  const series = await source.series({ ...request, range: RANGE, step: 5 * MINUTE });
  expect(series.map((one) => podOf(one.labels))).toEqual(['0f1e']);
});

test('in Kubernetes a unit of the node is never a container of a namespace', async () => {
  const pod = { namespace: 'prod', pod: 'web-7d9f8b6c5-x2xkf', container: 'web', id: `/kubepods/${HASH}`, name: HASH };
  await using server = await prometheusStandIn([
    resident(pod, 50e6),
    resident({ id: '/system.slice/web.service' }, 9e6),
  ]);
  expect(await selected(server.url, { namespace: 'prod', container: 'web' })).toEqual({ 'web-7d9f8b6c5-x2xkf': 50e6 });
});

test('the cgroup of a pod with two containers is neither’s', async () => {
  const pod = { namespace: 'prod', pod: 'web-7d9f8b6c5-x2xkf' };
  const listed = ['web', 'vector'].map((container) => ({
    ...resident({ ...pod, container }, 1),
    metric: 'kube_pod_container_info',
  }));
  const cgroup = resident({ ...pod, id: '/kubepods/burstable/pod1' }, 50e6);
  await using server = await prometheusStandIn([cgroup, ...listed]);
  expect(await selected(server.url, { namespace: 'prod', container: 'web' })).toEqual({});
  await using alone = await prometheusStandIn([cgroup, ...listed.slice(0, 1)]);
  expect(await selected(alone.url, { namespace: 'prod', container: 'web' })).toEqual({ 'web-7d9f8b6c5-x2xkf': 50e6 });
});

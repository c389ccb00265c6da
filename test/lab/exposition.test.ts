import { describe, expect, test } from 'vitest';
import { cadvisorMetrics } from '../../scripts/lab/exporter/cadvisor.ts';
import { type MetricFamily, renderExposition } from '../../scripts/lab/exporter/exposition.ts';
import { kubeStateMetrics } from '../../scripts/lab/exporter/kube-state.ts';
import type { WorkloadView } from '../../scripts/lab/exporter/workload-view.ts';
import { MiB } from '../../src/measurement/bytes.ts';

const STARTED = Date.UTC(2026, 10, 22, 13, 12);
const memory = { rss: 40 * MiB, workingSet: 44 * MiB, cache: 6 * MiB };
const view: WorkloadView = {
  workload: 'markets-api',
  replicaSets: [{ name: 'markets-api-7d9f8b6c5', createdAt: STARTED }],
  pods: [
    {
      name: 'markets-api-7d9f8b6c5-x2xkf',
      uid: '0fc5b7d2-8024-4fed-acb1-951c3b29ca96',
      replicaSet: 'markets-api-7d9f8b6c5',
      image: 'registry.acme.example/markets-api:4f2c1a9',
      limit: 160 * MiB,
      restarts: 2,
      lastTermination: { reason: 'OOMKilled', exitCode: 137, time: STARTED + 500 },
      memory,
      container: { id: 'c0ffee', startedAt: STARTED, memory, oomKills: 0 },
    },
    {
      name: 'markets-api-7d9f8b6c5-k7pvd',
      uid: '6f9d2c3e-0000-4000-8000-000000000000',
      replicaSet: 'markets-api-7d9f8b6c5',
      image: 'registry.acme.example/markets-api:4f2c1a9',
      limit: 160 * MiB,
      restarts: 0,
      lastTermination: undefined,
      memory: { rss: 0, workingSet: 0, cache: 0 },
      container: undefined,
    },
  ],
};

/** Label names of each metric, once for each kind of series: `name: a b c`. */
function labelSets(families: readonly MetricFamily[]): readonly string[] {
  const sets = families.flatMap(({ name, samples }) =>
    samples.map(({ labels }) => `${name}: ${Object.keys(labels).join(' ')}`),
  );
  return [...new Set(sets)];
}

test('cAdvisor’s names and labels', () => {
  const labels = 'container id image name namespace pod';
  expect(labelSets(cadvisorMetrics(view))).toEqual([
    `container_memory_cache: ${labels}`,
    `container_memory_rss: ${labels}`,
    `container_memory_working_set_bytes: ${labels}`,
    `container_oom_events_total: ${labels}`,
    `container_spec_memory_limit_bytes: ${labels}`,
    `container_start_time_seconds: ${labels}`,
  ]);
});

test('kube-state-metrics’ names and labels', () => {
  const owner = 'owner_kind owner_name owner_is_controller';
  expect(labelSets(kubeStateMetrics(view))).toEqual([
    'kube_pod_container_info: namespace pod uid container image_spec image image_id container_id',
    'kube_pod_container_resource_limits: namespace pod uid container node resource unit',
    'kube_pod_container_status_restarts_total: namespace pod uid container',
    'kube_pod_container_status_last_terminated_reason: namespace pod uid container reason',
    'kube_pod_container_status_last_terminated_timestamp: namespace pod uid container',
    `kube_pod_owner: namespace pod uid ${owner}`,
    'kube_replicaset_created: namespace replicaset',
    `kube_replicaset_owner: namespace replicaset ${owner}`,
  ]);
});

describe('between two lives', () => {
  const samplesOf = (families: readonly MetricFamily[], metric: string, pod: string) =>
    families.find(({ name }) => name === metric)?.samples.filter(({ labels }) => labels['pod']?.endsWith(pod));

  test('a pod has no container series, only its own', () => {
    expect(
      samplesOf(cadvisorMetrics(view), 'container_memory_rss', 'k7pvd')?.map(({ labels }) => labels['container']),
    ).toEqual(['']);
    expect(samplesOf(cadvisorMetrics(view), 'container_start_time_seconds', 'k7pvd')).toEqual([]);
  });

  test('a pod that never ended has no last termination', () => {
    const reason = 'kube_pod_container_status_last_terminated_reason';
    expect(samplesOf(kubeStateMetrics(view), reason, 'k7pvd')).toEqual([]);
    expect(samplesOf(kubeStateMetrics(view), reason, 'x2xkf')?.map(({ labels }) => labels['reason'])).toEqual([
      'OOMKilled',
    ]);
  });
});

test('text format, with quotes, backslashes and line ends escaped', () => {
  const samples = [{ labels: { image: 'a"b\\c\nd', pod: 'x' }, value: 1.5 }];
  expect(renderExposition([{ name: 'm', help: 'Help.', type: 'gauge', samples }])).toBe(
    '# HELP m Help.\n# TYPE m gauge\nm{image="a\\"b\\\\c\\nd",pod="x"} 1.5\n',
  );
});

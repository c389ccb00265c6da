import { describe, expect, test } from 'vitest';
import { cadvisorMetrics } from '../../scripts/lab/exporter/cadvisor.ts';
import { type MetricFamily, renderExposition } from '../../scripts/lab/exporter/exposition.ts';
import { kubeStateMetrics } from '../../scripts/lab/exporter/kube-state.ts';
import type { WorkloadView } from '../../scripts/lab/exporter/workload-view.ts';
import { MiB } from '../../src/measurement/bytes.ts';

const STARTED = Date.UTC(2026, 10, 22, 13, 12);
const NOTHING = {
  memory: {
    rss: 0,
    workingSet: 0,
    cache: 0,
    usage: 0,
    swap: 0,
    activeFile: 0,
    inactiveFile: 0,
    mappedFile: 0,
    kernel: 0,
  },
  population: { processes: 0, threads: 0, sockets: 0 },
  oomKills: 0,
};
const BUSY = {
  ...NOTHING,
  memory: { ...NOTHING.memory, rss: 40 * MiB, workingSet: 44 * MiB, cache: 6 * MiB },
  population: { processes: 1, threads: 9, sockets: 4 },
};
const IMAGE = 'registry.acme.example/markets-api:4f2c1a9';
const aPod = {
  replicaSet: 'markets-api-7d9f8b6c5',
  createdAt: STARTED,
  limit: 192 * MiB,
  pause: { ...NOTHING, id: 'decaf', startedAt: STARTED, image: 'registry.k8s.io/pause:3.10' },
};
const view: WorkloadView = {
  workload: 'markets-api',
  replicaSets: [{ name: 'markets-api-7d9f8b6c5', createdAt: STARTED }],
  pods: [
    {
      ...aPod,
      name: 'markets-api-7d9f8b6c5-x2xkf',
      uid: '0fc5b7d2-8024-4fed-acb1-951c3b29ca96',
      cgroup: BUSY,
      containers: [
        {
          name: 'markets-api',
          image: IMAGE,
          limit: 160 * MiB,
          restarts: 2,
          lastTermination: { reason: 'OOMKilled', exitCode: 137, time: STARTED + 500 },
          running: { ...BUSY, id: 'c0ffee', startedAt: STARTED + 700 },
        },
        {
          name: 'quota-agent',
          image: 'registry.acme.example/quota-agent:1.4.2',
          limit: 32 * MiB,
          restarts: 0,
          lastTermination: undefined,
          running: { ...NOTHING, id: 'b00c', startedAt: STARTED },
        },
      ],
    },
    {
      ...aPod,
      name: 'markets-api-7d9f8b6c5-k7pvd',
      uid: '6f9d2c3e-0000-4000-8000-000000000000',
      cgroup: NOTHING,
      containers: [
        {
          name: 'markets-api',
          image: IMAGE,
          limit: 160 * MiB,
          restarts: 0,
          lastTermination: undefined,
          running: undefined,
        },
      ],
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
    `container_memory_kernel_usage: ${labels}`,
    `container_memory_mapped_file: ${labels}`,
    `container_memory_swap: ${labels}`,
    `container_memory_usage_bytes: ${labels}`,
    `container_memory_working_set_bytes: ${labels}`,
    `container_memory_total_active_file_bytes: ${labels}`,
    `container_memory_total_inactive_file_bytes: ${labels}`,
    `container_processes: ${labels}`,
    `container_sockets: ${labels}`,
    `container_threads: ${labels}`,
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
    'kube_pod_container_state_started: namespace pod uid container',
    'kube_pod_container_status_restarts_total: namespace pod uid container',
    'kube_pod_container_status_last_terminated_reason: namespace pod uid container reason',
    'kube_pod_container_status_last_terminated_exitcode: namespace pod uid container',
    'kube_pod_container_status_last_terminated_timestamp: namespace pod uid container',
    'kube_pod_created: namespace pod uid',
    `kube_pod_owner: namespace pod uid ${owner}`,
    'kube_replicaset_created: namespace replicaset',
    `kube_replicaset_owner: namespace replicaset ${owner}`,
  ]);
});

const samplesOf = (families: readonly MetricFamily[], metric: string, pod: string) =>
  families.find(({ name }) => name === metric)?.samples.filter(({ labels }) => labels['pod']?.endsWith(pod));

describe('a pod', () => {
  const rows = samplesOf(cadvisorMetrics(view), 'container_spec_memory_limit_bytes', 'x2xkf') ?? [];
  const POD = '/kubepods/burstable/pod0fc5b7d2-8024-4fed-acb1-951c3b29ca96';

  test('shows its containers, its own cgroup and its sandbox, labelled as by a kubelet with containerd does', () => {
    expect(rows.map(({ labels: { container, id, image, name } }) => [container, id, image, name])).toEqual([
      ['markets-api', `${POD}/c0ffee`, IMAGE, 'c0ffee'],
      ['quota-agent', `${POD}/b00c`, 'registry.acme.example/quota-agent:1.4.2', 'b00c'],
      ['', POD, '', ''],
      ['', `${POD}/decaf`, 'registry.k8s.io/pause:3.10', 'decaf'],
    ]);
  });

  test('has the limit of all its containers; a sandbox has none, which cAdvisor shows as 0', () => {
    expect(rows.map(({ value }) => value / MiB)).toEqual([160, 32, 192, 0]);
  });

  test('counts a start in whole seconds', () => {
    const starts = samplesOf(cadvisorMetrics(view), 'container_start_time_seconds', 'x2xkf') ?? [];
    expect(starts[0]?.value).toBe(STARTED / 1000);
  });
});

describe('between two runs', () => {
  test('a container has no series, the pod has its own', () => {
    const images = (metric: string) =>
      samplesOf(cadvisorMetrics(view), metric, 'k7pvd')?.map(({ labels }) => labels['image']);
    expect(images('container_memory_rss')).toEqual(['', 'registry.k8s.io/pause:3.10']);
  });

  test('a container that waits for its next start is in back-off, one that never ran is not', () => {
    const [pod] = view.pods;
    const [service] = pod?.containers ?? [];
    if (pod === undefined || service === undefined) throw new Error('the view has no pod');
    const waiting = {
      ...view,
      pods: [{ ...pod, containers: [{ ...service, running: undefined }] }, ...view.pods.slice(1)],
    };
    const metric = 'kube_pod_container_status_waiting_reason';
    expect(samplesOf(kubeStateMetrics(waiting), metric, 'x2xkf')?.map(({ labels }) => labels['reason'])).toEqual([
      'CrashLoopBackOff',
    ]);
    expect(samplesOf(kubeStateMetrics(waiting), metric, 'k7pvd')).toEqual([]);
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

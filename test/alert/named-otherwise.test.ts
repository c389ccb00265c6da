import { expect, test } from 'vitest';
import { labelsInText } from '../../src/alert/labels-in-text.ts';
import { podInTitle } from '../../src/alert/pod-in-title.ts';
import { alertKind } from '../../src/alert/rules.ts';
import { alertSenders } from '../../src/alert/senders.ts';
import { subjectOf } from '../../src/alert/subject.ts';

test.each([
  ['[FIRING:1] KubeContainerOOMKilled (eu-1 pg data pg-main-0 warning)', 'pg-main-0'],
  ['[FIRING:1] KubeContainerOOMKilled ledger-db-0 (prod bank)', 'ledger-db-0'],
  ['[FIRING:1] KubeContainerOOMKilled (quotes prod quotes-0 critical)', 'quotes-0'],
  ['[FIRING:1] KubeContainerOOMKilled (prometheus monitoring prometheus-k8s-0 us-east-1)', 'prometheus-k8s-0'],
  ['[FIRING:1] KubeContainerOOMKilled (eu-west-1 web vns warning)', undefined],
  ['[FIRING:1] KubeContainerOOMKilled (eu eu-1 node-3 warning)', undefined],
  ['[FIRING:1] KubeContainerOOMKilled (pg-main-0 es-data-2)', undefined],
  ['Pod pg-main-0 is down', undefined],
])('the pod of a StatefulSet among values: %s', (title, pod) => {
  expect(podInTitle(title)).toBe(pod);
});

test.each([
  ['OOMKilled: namespace=jbs pod=x-1', { namespace: 'jbs', pod: 'x-1' }],
  ['Status: pod name: x-1, namespace: jbs', { namespace: 'jbs', pod: 'x-1' }],
  ['CrashLoopBackOff - namespace=jbs', { namespace: 'jbs' }],
  ['pod: container', { pod: 'container' }],
])('a label after a colon: %s', (text, labels) => {
  expect(labelsInText(text)).toEqual(labels);
});

test.each([
  ['billing-7c9d8b6f5', 'billing'],
  ['nightly-28912345', 'nightly'],
  ['pg-main', 'pg-main'],
])('Azure’s controllerName %s', (controllerName, name) => {
  expect(subjectOf({ controllerName }).workload?.name).toBe(name);
});

const cloud = alertSenders([]).find(({ name }) => name === 'generic/google-cloud-monitoring');

test.each([
  [
    'GKE container',
    'Kubernetes Container - Memory limit utilization',
    'k8s_container',
    'kubernetes.io/container/memory/limit_utilization',
    'memory-near-limit',
  ],
  ['Shop', 'my condition', 'k8s_container', 'kubernetes.io/container/memory/limit_utilization', 'memory-near-limit'],
  ['Shop', 'my condition', 'k8s_container', 'kubernetes.io/container/restart_count', 'restart-spike'],
  ['Shop', 'my condition', 'k8s_container', 'kubernetes.io/container/cpu/limit_utilization', undefined],
  ['Nodes', 'Node memory above 90 %', 'k8s_node', 'kubernetes.io/node/memory/allocatable_utilization', undefined],
  [
    'Cache',
    'Memory usage ratio above 90 %',
    'redis_instance',
    'redis.googleapis.com/stats/memory/usage_ratio',
    undefined,
  ],
])('Google Cloud: %s, %s, %s, %s', async (policy, condition, type, metric, kind) => {
  const labels = type.startsWith('k8s_container') ? { pod_name: 'web-7d9f6c5b8-x2x4q', namespace_name: 'prod' } : {};
  const incident = {
    incident_id: '0.a',
    state: 'open',
    policy_name: policy,
    condition_name: condition,
    resource: { type, labels },
    metric: { type: metric, labels: {} },
    started_at: 1_763_867_045,
    summary: '',
  };
  const reading = await cloud?.read(Buffer.from(JSON.stringify({ incident })), { kindOf: alertKind });
  expect(reading?.kind === 'alerts' && reading.alerts[0]?.kind).toBe(kind);
});

/** What a policy on a resource with these labels becomes: the kind and the workload, or how many alerts were passed over. */
async function ofGoogle(type: string | undefined, labels: object, more: object = {}): Promise<string> {
  const incident = {
    incident_id: '0.b',
    state: 'OPEN',
    policy_name: 'Memory usage above 85 %',
    resource: { ...(type === undefined ? {} : { type }), labels },
    started_at: 1_763_867_045,
    ...more,
  };
  const reading = await cloud?.read(Buffer.from(JSON.stringify({ incident })), { kindOf: alertKind });
  if (reading?.kind !== 'alerts') return reading?.problem ?? 'no sender';
  const [alert] = reading.alerts;
  return alert === undefined ? `ignored ${reading.ignored}` : `${alert.kind} ${alert.subject.workload?.name ?? '?'}`;
}

test.each<[string, string | undefined, object, object, string]>([
  ['a pod', 'k8s_pod', { pod_name: 'quotes-0', namespace_name: 'prod' }, {}, 'memory-near-limit quotes'],
  ['Cloud Run', 'cloud_run_revision', { service_name: 'tiles' }, {}, 'memory-near-limit tiles'],
  ['Managed Prometheus', 'prometheus_target', { namespace: 'prod', job: 'tiles' }, {}, 'memory-near-limit tiles'],
  [
    'a metric of a node by pod',
    'k8s_node',
    {},
    { metric: { labels: { pod: 'quotes-1' } } },
    'memory-near-limit quotes',
  ],
  ['no resource', undefined, {}, { metric: { labels: { pod: 'quotes-1' } } }, 'memory-near-limit quotes'],
  ['AlloyDB', 'alloydb.googleapis.com/Instance', { instance_id: 'books' }, {}, 'ignored 1'],
  ['Memcached', 'memcache.googleapis.com/MemcacheNode', { node_id: 'n1' }, { metric: null }, 'ignored 1'],
  ['a machine', 'gce_instance', { instance_id: '42' }, { metric: { labels: { state: 'used' } } }, 'ignored 1'],
  [
    'a database that says who uses it',
    'spanner_instance',
    { instance_id: 'books' },
    { metadata: { user_labels: { app: 'books-web', namespace: 'prod' } } },
    'ignored 1',
  ],
  ['a database, over', 'cloudsql_instance_database', {}, { state: 'closed' }, 'ignored 1'],
])('Google Cloud, %s: a container or none', async (_, type, labels, more, expected) => {
  expect(await ofGoogle(type, labels, more)).toBe(expected);
});

const azure = alertSenders([]).find(({ name }) => name === 'generic/azure-monitor');

/** `cluster namespace/name container pod` of a log search alert with these dimensions. */
async function ofAzure(dimensions: Readonly<Record<string, string>>): Promise<string> {
  const data = {
    essentials: {
      alertId: '/subscriptions/7/providers/Microsoft.AlertsManagement/alerts/3',
      alertRule: 'Pods that were OOMKilled',
      monitorCondition: 'Fired',
      monitoringService: 'Log Alerts V2',
      firedDateTime: '2026-11-23T03:04:05Z',
    },
    alertContext: {
      condition: {
        allOf: [{ dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })) }],
      },
    },
  };
  const reading = await azure?.read(Buffer.from(JSON.stringify({ data })), { kindOf: alertKind });
  if (reading?.kind !== 'alerts') return reading?.problem ?? 'no sender';
  const { workload, pod = '-' } = reading.alerts[0]?.subject ?? {};
  if (workload === undefined) return 'asks';
  const { cluster = '-', namespace = '-', name, container = '-' } = workload;
  return `${cluster} ${namespace}/${name} ${container} ${pod}`;
}

test.each<[Readonly<Record<string, string>>, string]>([
  [
    { PodName: 'tiles-6c8d7f5b9-t5w2n', Namespace: 'maps', ClusterName: 'aks-north' },
    'aks-north maps/tiles - tiles-6c8d7f5b9-t5w2n',
  ],
  [{ podname: 'quotes-0', NAMESPACE: 'prod', clustername: 'aks-2' }, 'aks-2 prod/quotes - quotes-0'],
  [
    {
      Name: 'tiles-6c8d7f5b9-t5w2n',
      Namespace: 'maps',
      ContainerName: '3f2d4487-b0fc-4125-8bd5-7ad17384221e/tile-cache',
    },
    '- maps/tiles tile-cache tiles-6c8d7f5b9-t5w2n',
  ],
  [{ Name: 'other', PodName: 'quotes-0', PodNamespace: 'prod' }, '- prod/quotes - quotes-0'],
  [{ ControllerName: 'tiles-6c8d7f5b9', Namespace: 'maps' }, '- maps/tiles - -'],
  [{ containerName: 'tile-cache', Namespace: 'maps' }, '- maps/tile-cache tile-cache -'],
  [{ Name: 'Available MBytes', Computer: 'aks-pool-1' }, 'asks'],
])('Azure, the columns of a log search: %j', async (dimensions, expected) => {
  expect(await ofAzure(dimensions)).toBe(expected);
});

/** How an alert of Azure's managed Prometheus, or of a machine, is read. */
async function ofAzureData(essentials: object, alertContext: object) {
  const data = {
    essentials: { monitorCondition: 'Fired', firedDateTime: '2026-11-23T03:04:05Z', alertId: '/a/1', ...essentials },
    alertContext,
  };
  return azure?.read(Buffer.from(JSON.stringify({ data })), { kindOf: alertKind });
}

test('Azure’s managed Prometheus passes on the labels and annotations of the rule', async () => {
  const essentials = { alertRule: 'pods-aks-2/KubeContainerOOMKilledCount', monitoringService: 'Prometheus' };
  const reading = await ofAzureData(essentials, {
    expression: 'sum by (cluster, namespace, pod) (kube_pod_container_status_last_terminated_reason)',
    expressionValue: '1',
    for: 'PT5M',
    labels: {
      alertname: 'KubeContainerOOMKilledCount',
      cluster: 'aks-2',
      namespace: 'maps',
      pod: 'tiles-6c8d7f5b9-t5w2n',
    },
    annotations: { description: 'tiles was killed for memory' },
  });
  expect(reading).toMatchObject({
    kind: 'alerts',
    alerts: [
      {
        kind: 'oom-kill',
        summary: 'tiles was killed for memory',
        subject: { pod: 'tiles-6c8d7f5b9-t5w2n', workload: { name: 'tiles', namespace: 'maps', cluster: 'aks-2' } },
      },
    ],
  });
});

test('the memory of a machine in Azure starts nothing', async () => {
  const machine = '/subscriptions/7/resourceGroups/r/providers/Microsoft.Compute/virtualMachines/batch-3';
  const essentials = { alertRule: 'Low memory', monitoringService: 'Platform', alertTargetIDs: [machine] };
  const allOf = [{ metricName: 'Available Memory Bytes', dimensions: [] }];
  expect(await ofAzureData(essentials, { condition: { allOf } })).toMatchObject({ alerts: [], ignored: 1 });
});

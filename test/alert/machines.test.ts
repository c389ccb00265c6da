import { expect, test } from 'vitest';
import { alertKind } from '../../src/alert/rules.ts';
import { alertSenders } from '../../src/alert/senders.ts';
import { subjectOf } from '../../src/alert/subject.ts';

const kindOf = (alertname: string, labels: Readonly<Record<string, string>>) =>
  alertKind({ labels: { alertname, ...labels } });

test.each<[string, Readonly<Record<string, string>>]>([
  ['MemoryUsageCritical', { instance: 'bastion-2:9100', job: 'node_exporter' }],
  ['HighMemoryUsage', { instance: '10.3.0.9:9182', job: 'windows-exporter', severity: 'warning' }],
  ['HighMemoryUsage', { instance: 'bastion-2:9100' }],
  ['MemoryUsageTooHigh', { instance: 'bastion-2', job: 'monitoring/nodes' }],
  ['Memory usage above 90% on Host', { host: 'bastion-2' }],
  ['Memory utilization is high', { hostname: 'bastion-2', cluster: 'eu-1' }],
  ['MemoryLeakPredicted', { instance: 'bastion-2:9100', job: 'node' }],
  ['RedisMemoryUsageHigh', { instance: 'cache-1:9121', job: 'redis' }],
  ['PostgresqlHighMemoryUsage', { instance: 'db-1:9187', datname: 'orders' }],
  ['OpenSearchHeapUsageHigh', { instance: 'search-1:9114', name: 'search-1' }],
  ['KafkaBrokerMemoryNearLimit', { instance: 'kafka-1:7071', job: 'kafka-exporter' }],
])('%s %o is not about a container', (alertname, labels) => {
  expect(kindOf(alertname, labels)).toBeUndefined();
});

test.each<[string, Readonly<Record<string, string>>]>([
  ['HighMemoryUsage', { instance: '10.0.0.7:8080', job: 'checkout-api' }],
  ['HighMemoryUsage', { instance: '10.0.0.7:8080', job: 'node', namespace: 'shop', pod: 'checkout-7d9f6c5b8-x2x4q' }],
  ['HighMemoryUsage', { instance: '10.0.0.7:8080', service: 'checkout-api' }],
  ['HighMemoryUsage', { instance: 'docker-1:8080', job: 'cadvisor', name: 'checkout', image: 'shop/checkout:1' }],
  ['HighMemoryUsage', { instance: 'docker-1:9256', job: 'process-exporter', groupname: 'checkout' }],
  ['RedisMemoryUsageHigh', { namespace: 'shop', pod: 'redis-0', instance: '10.0.0.7:9121' }],
  ['JvmMemoryFillingUp', { instance: 'checkout:8080' }],
  ['ContainerMemoryNearLimit', { instance: '10.0.0.7:8080' }],
  ['HighMemoryUsage', { severity: 'warning' }],
  ['Node.js heap usage is high', { instance: 'checkout:9100' }],
])('%s %o may be', (alertname, labels) => {
  expect(kindOf(alertname, labels)).toBe('memory-near-limit');
});

test('a kill is one, whatever measured it; what measured it is not the workload', () => {
  expect(subjectOf({ instance: 'bastion-2:9100', job: 'node' }).workload).toBeUndefined();
  expect(kindOf('OOMKillDetected', { instance: 'bastion-2:9100', job: 'node' })).toBe('oom-kill');
});

test.each([
  ['microsoft.compute/virtualmachines/batch-2', 1],
  ['Microsoft.Sql/servers/orders', 1],
  ['microsoft.containerservice/managedclusters/aks-2', 0],
])('Azure: %s', async (target, ignored) => {
  const azure = alertSenders([]).find(({ path }) => path.endsWith('/azure-monitor'));
  const body = {
    schemaId: 'azureMonitorCommonAlertSchema',
    data: {
      essentials: {
        alertId: '/subscriptions/s/providers/Microsoft.AlertsManagement/alerts/a',
        alertRule: 'Memory usage is high',
        monitorCondition: 'Fired',
        monitoringService: 'Platform',
        alertTargetIDs: [`/subscriptions/s/resourcegroups/rg/providers/${target}`],
        firedDateTime: '2026-11-23T03:04:05Z',
      },
      alertContext: { condition: { allOf: [{ metricName: 'Available Memory Bytes', dimensions: [] }] } },
    },
  };
  const reading = await azure?.read(Buffer.from(JSON.stringify(body)), { kindOf: alertKind });
  expect(reading).toMatchObject({ kind: 'alerts', ignored });
});

import { expect, test } from 'vitest';
import { discoveredServices } from '../../src/service/discovered-services.ts';

/** The services that processes with these labels are taken for, and what selects each. */
function servicesOf(...processes: readonly Readonly<Record<string, string>>[]) {
  const members = processes.map((labels, i) => ({
    __name__: 'go_goroutines',
    job: 'discovered',
    instance: `10.0.0.${i}:8080`,
    ...labels,
  }));
  return discoveredServices({ members, owners: [], runtimeOf: () => 'go' }).map(({ workload, selector }) => [
    workload.name,
    selector.map(({ label, value }) => `${label}=${value}`).join(' '),
  ]);
}

test.each([
  ['an ECS discovery', 'task_name', { container_name: 'app', task_revision: '41' }],
  ['Nomad', 'task', { alloc_id: 'x' }],
  ['Swarm', 'swarm_service', {}],
])('%s: tasks of one job are services of their own', (_, label, beside) => {
  const found = servicesOf(...['payments', 'payments', 'search'].map((name) => ({ ...beside, [label]: name })));
  expect(found).toEqual([
    ['payments', `job=discovered ${label}=payments`],
    ['search', `job=discovered ${label}=search`],
  ]);
});

test('ECS with only the group of its tasks: the service is called as ECS calls it', () => {
  expect(servicesOf({ task_group: 'service:payments' }, { task_group: 'service:search' })).toEqual([
    ['payments', 'job=discovered task_group=service:payments'],
    ['search', 'job=discovered task_group=service:search'],
  ]);
});

test('ECS with only the names of containers', () => {
  expect(servicesOf({ container_name: 'payments' }, { container_name: 'search' })).toEqual([
    ['payments', 'job=discovered container_name=payments'],
    ['search', 'job=discovered container_name=search'],
  ]);
});

test('units of systemd are services; names of machines are none', () => {
  expect(servicesOf({ name: 'billing.service' }, { name: 'ledger.service' })).toEqual([
    ['billing', 'job=discovered name=billing.service'],
    ['ledger', 'job=discovered name=ledger.service'],
  ]);
  expect(servicesOf({ name: 'web-1' }, { name: 'web-2' })).toEqual([['discovered', 'job=discovered']]);
});

test('one service of several containers of one name stays one', () => {
  expect(servicesOf({ container_name: 'app' }, { container_name: 'app' })).toEqual([['discovered', 'job=discovered']]);
});

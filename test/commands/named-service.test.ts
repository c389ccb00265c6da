import { describe, expect, test } from 'vitest';
import { serviceNamed } from '../../src/commands/named-service.ts';
import type { Service } from '../../src/service/service.ts';

function aContainer(name: string, container: string, namespace = 'edge'): Service {
  return {
    workload: { namespace, name, container },
    selector: [
      { label: 'namespace', op: '=', value: namespace },
      { label: 'container', op: '=', value: container },
    ],
    targets: [],
    metricsPath: '/metrics',
    pprofPath: '/debug/pprof',
  };
}

const DISCOVERED = [
  aContainer('gateway', 'gateway'),
  aContainer('gateway', 'envoy'),
  aContainer('worker', 'main'),
  aContainer('worker', 'shipper'),
  aContainer('mailer', 'mailer', 'batch'),
];

function named(service: string, container?: string, configured: readonly Service[] = []) {
  const sources = { servicesDuring: () => Promise.resolve(DISCOVERED), services: () => Promise.resolve(DISCOVERED) };
  return serviceNamed(sources, configured, { service, container });
}

describe('the container that --container names', () => {
  test.each([
    ['gateway', 'envoy'],
    ['gateway', 'gateway'],
    ['edge/worker', 'shipper'],
    ['worker', 'main'],
  ])('%s, %s', async (service, container) => {
    expect((await named(service, container)).workload).toMatchObject({ container, namespace: 'edge' });
  });

  test('that of a configured service is found among those that metrics show', async () => {
    const configured = { ...aContainer('gateway', 'gateway'), targets: ['http://10.0.0.7:6060'] };
    expect((await named('gateway', 'envoy', [configured])).targets).toEqual([]);
    expect(await named('gateway', 'gateway', [configured])).toBe(configured);
  });

  test('one that is not there is refused with those that are', async () => {
    await expect(named('gateway', 'istio-proxy')).rejects.toThrow(
      'gateway has no container istio-proxy; it has envoy, gateway',
    );
  });
});

test('of a workload without a container of its name any will do: the one in trouble is found afterwards', async () => {
  expect((await named('worker')).workload.name).toBe('worker');
});

describe('where none is known', () => {
  const none = () => Promise.resolve([]);

  test('without a source it is to be set', async () => {
    const sources = { servicesDuring: none, services: none };
    await expect(serviceNamed(sources, [], { service: 'web' })).rejects.toThrow('set PROMETHEUS_URL');
  });

  test('a source that is set is not to be set', async () => {
    const sources = { servicesDuring: none, services: Object.assign(none, { whyNone: () => 'It shows none.' }) };
    await expect(serviceNamed(sources, [], { service: 'web' })).rejects.toThrow(
      /^(?!.*PROMETHEUS_URL).*shows no container/,
    );
  });
});

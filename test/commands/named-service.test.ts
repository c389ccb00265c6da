import { describe, expect, test } from 'vitest';
import { prometheusApi } from '../../src/adapters/prometheus/api.ts';
import { discoverServices } from '../../src/adapters/prometheus/discover-services.ts';
import { selectorNaming } from '../../src/adapters/prometheus/label-naming.ts';
import { unclaimedMemory } from '../../src/adapters/prometheus/unclaimed-memory.ts';
import { serviceNamed } from '../../src/commands/named-service.ts';
import { readSettings } from '../../src/config/read-settings.ts';
import { explain } from '../../src/foundation/errors.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import type { TimeRange } from '../../src/measurement/time.ts';
import { trackOf } from '../../src/metrics/series.ts';
import type { Service } from '../../src/service/service.ts';
import { prometheusStandIn } from '../support/prometheus-stand-in.ts';

const NOW = Date.UTC(2026, 10, 29, 14);

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
  const sources = {
    servicesDuring: () => Promise.resolve(DISCOVERED),
    services: () => Promise.resolve(DISCOVERED),
    selectorNaming: () => Promise.resolve(undefined),
    unclaimedMemory: () => Promise.resolve(undefined),
  };
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
    const sources = {
      servicesDuring: none,
      services: none,
      selectorNaming: () => Promise.resolve(undefined),
      unclaimedMemory: () => Promise.resolve(undefined),
    };
    await expect(serviceNamed(sources, [], { service: 'web' })).rejects.toThrow('set PROMETHEUS_URL');
  });

  test('a source that is set is not to be set', async () => {
    const sources = {
      servicesDuring: none,
      selectorNaming: () => Promise.resolve(undefined),
      unclaimedMemory: () => Promise.resolve(undefined),
      services: Object.assign(none, { whyNone: () => 'It shows none.' }),
    };
    await expect(serviceNamed(sources, [], { service: 'web' })).rejects.toThrow(
      /^(?!.*PROMETHEUS_URL).*shows no container/,
    );
  });
});

test('memory that no label names is said to be there, and what to do about it', async () => {
  const memory = (metric: string, labels: Readonly<Record<string, string>>) => ({
    metric,
    labels: { job: 'node', instance: 'host-3:8080', ...labels },
    ...trackOf([[NOW - 60_000, 1]]),
  });
  const refused = async (...series: readonly ReturnType<typeof memory>[]) => {
    await using prometheus = await prometheusStandIn(series);
    const api = prometheusApi({ url: prometheus.url });
    const sources = {
      servicesDuring: (range: TimeRange) => discoverServices(api, range),
      services: () => Promise.resolve([]),
      selectorNaming: (value: string, range: TimeRange) => selectorNaming(api, value, range),
      unclaimedMemory: (range: TimeRange) => unclaimedMemory(api, range),
    };
    return await serviceNamed(sources, [], { service: 'tills', at: NOW, window: HOUR }).then(() => '', explain);
  };
  expect(await refused(memory('container_memory_rss', { id: '/lxc/17' }))).toContain(
    'container_memory_rss is there, of {id="/lxc/17"} for instance, but no label says',
  );
  expect(await refused(memory('docker_container_mem_usage', { container_name: 'tills' }))).toContain(
    'docker_container_mem_usage is there, of {container_name="tills"} for instance: Leakbot does not read this metric',
  );
});

describe('a name that no service has', () => {
  const series = (instance: string, labels: Readonly<Record<string, string>>) => ({
    metric: 'process_resident_memory_bytes',
    labels: { job: 'fleet', instance, ...labels },
    ...trackOf([[NOW - 60_000, 1]]),
  });
  const fleet = [
    series('10.0.0.1:80', { team: 'shop', component: 'payments' }),
    series('10.0.0.2:80', { team: 'shop', component: 'payments' }),
    series('10.0.0.3:80', { team: 'payments', component: 'search' }),
  ];

  test('and a label has: the message says what to write, and that works', async () => {
    await using prometheus = await prometheusStandIn(fleet);
    const api = prometheusApi({ url: prometheus.url });
    const sources = {
      servicesDuring: (range: TimeRange) => discoverServices(api, range),
      services: () => Promise.resolve([]),
      selectorNaming: (value: string, range: TimeRange) => selectorNaming(api, value, range),
      unclaimedMemory: () => Promise.resolve(undefined),
    };
    const asked = { service: 'payments', at: NOW, window: HOUR };
    const refusal = await serviceNamed(sources, [], asked).then(() => '', explain);
    const [, written] = /as (services: .*)$/.exec(refusal) ?? [];
    expect(refusal).toContain('no service payments is known; known is fleet. A label component="payments" exists');
    const settings = readSettings({
      env: { PROMETHEUS_URL: prometheus.url },
      cwd: '/',
      readFile: (path) => {
        if (path.endsWith('leakbot.yaml')) return String(written);
        throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      },
      need: 'doctor',
      checkSchedule: () => undefined,
    });
    expect(settings.services[0]?.selector).toEqual([
      { label: 'job', op: '=', value: 'fleet' },
      { label: 'component', op: '=', value: 'payments' },
    ]);
  });

  test('and no label either', async () => {
    await expect(named('nothing')).rejects.toThrow(/^no service nothing is known; known are edge\/gateway, [^?]*\.$/);
  });
});

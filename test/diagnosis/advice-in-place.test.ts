import { describe, expect, test } from 'vitest';
import { gapOf } from '../../src/diagnosis/missing.ts';
import { type Place, placeOf } from '../../src/metrics/place.ts';
import type { Quantity } from '../../src/runtime/candidate.ts';
import { RUNTIMES, type Runtime } from '../../src/runtime/runtimes.ts';

const QUANTITIES: readonly Quantity[] = [
  ...(['memory-limit', 'restarts', 'start-time', 'terminated-reason', 'working-set', 'page-cache'] as const),
  ...([
    'live-heap',
    'collected-heap',
    'heap-max',
    'heap-committed',
    'buffers',
    'goroutines',
    'threads',
    'handles',
  ] as const),
];
const EVERY: readonly (readonly [Runtime, Quantity])[] = [
  ...RUNTIMES.map(({ name }) => name),
  'unknown' as const,
].flatMap((runtime) => QUANTITIES.map((quantity) => [runtime, quantity] as const));

const fixOf = (runtime: Runtime, quantity: Quantity, place: Place) => gapOf(quantity, runtime, { place })?.fix ?? '';

describe('what is advised for a metric that is missing exists where the service runs', () => {
  test('in Kubernetes: its exporters, and the label that names a pod', () => {
    const place = { kubernetes: true, otel: false };
    expect(fixOf('go', 'working-set', place)).toContain('the kubelet at /metrics/cadvisor');
    expect(fixOf('go', 'restarts', place)).toContain('kube-state-metrics');
    expect(fixOf('go', 'goroutines', place)).toMatch(/promhttp.*let Prometheus scrape it, with the pod label/);
    expect(fixOf('jvm', 'live-heap', place)).toMatch(/with the pod label; jvm_gc_live_data_size_bytes/);
  });

  test.each(EVERY)('elsewhere no exporter of Kubernetes and no pod: %s, %s', (runtime, quantity) => {
    const fix = fixOf(runtime, quantity, { kubernetes: false, otel: false });
    expect(fix).not.toBe('');
    expect(fix).not.toMatch(/kube|\bpod\b|\bnode\b/);
  });

  test.each(EVERY)('where OpenTelemetry sends metrics, no client of Prometheus: %s, %s', (runtime, quantity) => {
    for (const kubernetes of [true, false]) {
      const fix = fixOf(runtime, quantity, { kubernetes, otel: true });
      expect(fix).not.toMatch(/prom-client|promhttp|client_golang|client_java|Micrometer’s|prometheus_client/);
    }
  });

  test('of a language that no reader has, no runtime is to be set', () => {
    expect(fixOf('unknown', 'live-heap', { kubernetes: false, otel: false })).not.toContain('leakbot.yaml');
  });
});

describe('the place of a service', () => {
  const place = (labels: Readonly<Record<string, string>>, metric = 'container_memory_rss') =>
    placeOf([{ labels }], [metric]);

  test.each([
    ['a pod', { pod: 'api-0', instance: 'a:80' }, { kubernetes: true, otel: false }],
    ['kube-state-metrics’ own labels moved aside', { exported_pod: 'api-0' }, { kubernetes: true, otel: false }],
    ['a namespace alone', { namespace: 'shop', instance: 'a:80' }, { kubernetes: true, otel: false }],
    ['a process of a machine', { job: 'ledger', instance: 'vm-1:80' }, { kubernetes: false, otel: false }],
    [
      'a task of Swarm, whose name is read as that of a pod',
      { pod: 'shop_search.1.x', namespace: 'shop', container_label_com_docker_swarm_service_name: 'shop_search' },
      { kubernetes: false, otel: false },
    ],
  ])('%s', (_, labels, expected) => {
    expect(place(labels)).toEqual(expected);
  });

  test('OpenTelemetry’s metrics have names with dots', () => {
    expect(place({ pod: 'api-0' }, 'process.memory.usage')).toEqual({ kubernetes: true, otel: true });
  });

  test('of nothing is not known', () => {
    expect(placeOf([], [])).toBeUndefined();
  });
});

import { describe, expect, test } from 'vitest';
import { prometheusApi } from '../../../src/adapters/prometheus/api.ts';
import { discoverServices } from '../../../src/adapters/prometheus/discover-services.ts';
import { prometheusMetrics } from '../../../src/adapters/prometheus/metrics-source.ts';
import { measure } from '../../../src/evidence/asking.ts';
import { Readings } from '../../../src/evidence/readings.ts';
import { HOUR, MINUTE } from '../../../src/measurement/duration.ts';
import type { Quantity, Runtime } from '../../../src/metrics/catalogue.ts';
import { trackOf } from '../../../src/metrics/series.ts';
import type { Service } from '../../../src/service/service.ts';
import { type OtelMetric, otelSeries, STRATEGIES } from '../../support/otel-series.ts';
import { type PrometheusOptions, prometheusStandIn } from '../../support/prometheus-stand-in.ts';

const T0 = Date.UTC(2026, 10, 23, 10);
const RANGE = { from: T0, to: T0 + HOUR };
const POD = 'api-7d9f8c6b5-x2x4v';

/** As the k8sattributes processor of the collector completes what an SDK sends of its process. */
const RESOURCE = {
  'service.name': 'api',
  'service.namespace': 'prod',
  'service.instance.id': 'f3b0c442-98fc-1c14-9afb-f4c8996fb924',
  'k8s.namespace.name': 'prod',
  'k8s.pod.name': POD,
  'k8s.container.name': 'api',
};

const metric = (
  name: string,
  value: number,
  {
    unit = 'By',
    kind = 'gauge',
    ...attributes
  }: Record<string, string> & Partial<Pick<OtelMetric, 'unit' | 'kind'>> = {},
): OtelMetric => ({
  name,
  unit,
  kind,
  attributes,
  resource: RESOURCE,
  track: trackOf([1, 21, 41, 59].map((minute) => [T0 + minute * MINUTE, value * minute])),
});

/** What each runtime sends a minute, and the quantities that are in it, at the last minute. */
const RUNTIMES: Readonly<
  Partial<Record<Runtime, { sent: readonly OtelMetric[]; read: Partial<Record<Quantity, number>> }>>
> = {
  go: {
    sent: [
      metric('go.memory.used', 100, { 'go.memory.type': 'other' }),
      metric('go.memory.used', 7, { 'go.memory.type': 'stack' }),
      metric('go.memory.limit', 900),
      metric('go.memory.gc.goal', 200),
      metric('go.goroutine.count', 12, { unit: '{count}' }),
      metric('go.config.gogc', 1, { unit: '%' }),
    ],
    read: {
      'live-heap': 5900,
      stacks: 413,
      gomemlimit: 53_100,
      'next-collection': 11_800,
      goroutines: 708,
      gogc: 59,
    },
  },
  jvm: {
    sent: [
      ...[
        ['G1 Eden Space', 'heap', 30],
        ['G1 Old Gen', 'heap', 100],
        ['Metaspace', 'non_heap', 40],
        ["CodeHeap 'profiled nmethods'", 'non_heap', 5],
        ["CodeHeap 'non-nmethods'", 'non_heap', 1],
      ].flatMap(([pool, type, used]) => {
        const of = { 'jvm.memory.pool.name': String(pool), 'jvm.memory.type': String(type) };
        return [
          metric('jvm.memory.used', Number(used), of),
          metric('jvm.memory.committed', 2 * Number(used), of),
          metric('jvm.memory.limit', 4 * Number(used), of),
          metric('jvm.memory.used_after_last_gc', Number(used) - 1, of),
        ];
      }),
      metric('jvm.thread.count', 3, { unit: '{count}', 'jvm.thread.daemon': 'true', 'jvm.thread.state': 'runnable' }),
      metric('jvm.thread.count', 2, { unit: '{count}', 'jvm.thread.daemon': 'false', 'jvm.thread.state': 'runnable' }),
      metric('jvm.thread.count', 4, { unit: '{count}', 'jvm.thread.daemon': 'true', 'jvm.thread.state': 'waiting' }),
      metric('jvm.buffer.memory.used', 6, { 'jvm.buffer.pool.name': 'direct' }),
      metric('jvm.buffer.memory.used', 60, { 'jvm.buffer.pool.name': 'mapped' }),
      metric('jvm.gc.duration', 2, { unit: 's', kind: 'histogram', 'jvm.gc.name': 'G1 Young Generation' }),
    ],
    read: {
      'live-heap': 99 * 59,
      'collected-heap': 99 * 59,
      'heap-used': 130 * 59,
      'heap-committed': 260 * 59,
      'heap-max': 520 * 59,
      metaspace: 40 * 59,
      'code-cache': 6 * 59,
      threads: 9 * 59,
      buffers: 6 * 59,
      // An increase of 36 in 18 minutes.
      collections: 120,
    },
  },
  node: {
    sent: [
      metric('v8js.memory.heap.used', 50, { 'v8js.heap.space.name': 'old_space' }),
      metric('v8js.memory.heap.used', 8, { 'v8js.heap.space.name': 'new_space' }),
      metric('v8js.memory.heap.limit', 70, { 'v8js.heap.space.name': 'old_space' }),
      metric('v8js.memory.heap.limit', 16, { 'v8js.heap.space.name': 'new_space' }),
      metric('v8js.gc.duration', 1, { unit: 's', kind: 'histogram', 'v8js.gc.type': 'minor' }),
    ],
    read: { 'live-heap': 58 * 59, 'heap-used': 58 * 59, 'heap-committed': 86 * 59, collections: 60 },
  },
  python: {
    sent: [
      metric('cpython.gc.collections', 1, { unit: '{count}', kind: 'counter', 'cpython.gc.generation': '0' }),
      metric('process.memory.usage', 500),
    ],
    read: { collections: 60, rss: 500 * 59, 'process-rss': 500 * 59 },
  },
};

/** What the kubelet's and the cluster's receivers send of the container. */
const CONTAINER = [
  metric('container.memory.rss', 400),
  metric('container.memory.working_set', 450),
  metric('k8s.container.memory_limit', 1000),
  metric('k8s.container.restarts', 0, { unit: '{count}' }),
];

async function serving<Result>(
  sent: readonly OtelMetric[],
  { strategy, ...options }: PrometheusOptions & { readonly strategy: (typeof STRATEGIES)[number] },
  use: (api: ReturnType<typeof prometheusApi>) => Promise<Result>,
): Promise<Result> {
  await using server = await prometheusStandIn(otelSeries(sent, strategy), {}, options);
  return await use(prometheusApi({ url: server.url }));
}

const CASES = STRATEGIES.flatMap((strategy) =>
  Object.entries(RUNTIMES).map(([runtime, of]) => ({ strategy, runtime, ...of })),
);

describe.each(CASES)('$runtime by OpenTelemetry, $strategy', ({ strategy, runtime, sent, read }) => {
  const options = { strategy, server: strategy.startsWith('Victoria') ? 'VictoriaMetrics' : 'Prometheus' } as const;

  test('is named, with its runtime', async () => {
    const services = await serving([...sent, ...CONTAINER], options, (api) => discoverServices(api, RANGE));
    expect(services.map(({ workload, runtime: of }) => ({ ...workload, runtime: of }))).toEqual([
      { cluster: undefined, namespace: 'prod', name: 'api', container: 'api', runtime },
    ]);
  });

  test('every quantity that is in its metrics is read', async () => {
    const figures = await serving(sent, options, async (api) => {
      const [service] = await discoverServices(api, RANGE);
      return Promise.all(Object.keys(read).map((quantity) => lastOf(api, service, quantity as Quantity)));
    });
    expect(Object.fromEntries(Object.keys(read).map((quantity, index) => [quantity, figures[index]]))).toEqual(read);
  });
});

describe.each(STRATEGIES)('containers by the receivers of the collector, %s', (strategy) => {
  test('have their memory, their limit and their restarts', async () => {
    const quantities = ['rss', 'working-set', 'memory-limit', 'restarts'] as const;
    const figures = await serving(CONTAINER, { strategy }, async (api) => {
      const [service] = await discoverServices(api, RANGE);
      return Promise.all(quantities.map((quantity) => lastOf(api, service, quantity)));
    });
    expect(figures).toEqual([400 * 59, 450 * 59, 59_000, 0]);
  });
});

test('a Prometheus 2 that has OpenTelemetry’s metrics by remote write is asked by names that it can read', async () => {
  const { sent = [], read = {} } = RUNTIMES.go ?? {};
  const strategy = 'UnderscoreEscapingWithSuffixes';
  const live = await serving(sent, { strategy, server: 'Prometheus 2' }, async (api) => {
    const [service] = await discoverServices(api, RANGE);
    return lastOf(api, service, 'live-heap');
  });
  expect(live).toBe(read['live-heap']);
});

test('without attributes of Kubernetes a process goes by its job, or by its own name', async () => {
  const resource = { 'service.name': 'api', 'service.instance.id': 'one' };
  for (const strategy of STRATEGIES) {
    const sent = [{ ...metric('go.goroutine.count', 12, { unit: '{count}' }), resource }];
    const [name, count] = await serving(sent, { strategy }, async (api) => {
      const [service] = await discoverServices(api, RANGE);
      return [service?.workload.name, await lastOf(api, service, 'goroutines', 'one')];
    });
    expect([strategy, name, count]).toEqual([strategy, 'api', 708]);
  }
});

/** The last figure of a quantity of the pod. */
async function lastOf(
  api: ReturnType<typeof prometheusApi>,
  service: Service | undefined,
  quantity: Quantity,
  pod = POD,
): Promise<number | undefined> {
  if (service === undefined) throw new Error('the service is missing');
  const readings = new Readings(prometheusMetrics(api));
  const question = { service, runtime: service.runtime, range: RANGE, signal: AbortSignal.timeout(10_000) };
  const answer = await measure(readings, quantity, { ...question, pod, named: pod === POD });
  return answer?.measured.track.values.at(-1);
}

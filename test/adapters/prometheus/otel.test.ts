import { describe, expect, test } from 'vitest';
import { prometheusApi } from '../../../src/adapters/prometheus/api.ts';
import { discoverServices } from '../../../src/adapters/prometheus/discover-services.ts';
import { prometheusMetrics } from '../../../src/adapters/prometheus/metrics-source.ts';
import { measure } from '../../../src/evidence/asking.ts';
import { Readings } from '../../../src/evidence/readings.ts';
import { HOUR } from '../../../src/measurement/duration.ts';
import type { Quantity } from '../../../src/metrics/catalogue.ts';
import type { Service } from '../../../src/service/service.ts';
import { otelSent, POD } from '../../support/otel-sent.ts';
import { type OtelMetric, otelSeries, STRATEGIES, UNPROMOTED } from '../../support/otel-series.ts';
import { type PrometheusOptions, prometheusStandIn } from '../../support/prometheus-stand-in.ts';

const T0 = Date.UTC(2026, 10, 23, 10);
const RANGE = { from: T0, to: T0 + HOUR };
const { runtimes: RUNTIMES, container: CONTAINER } = otelSent(T0);

/** What a server makes of what is sent, and where it keeps whose it is: on each series, or in `target_info`. */
const KEPT = [
  ...STRATEGIES.map((strategy) => ({ strategy, promoted: true })),
  ...UNPROMOTED.map((strategy) => ({ strategy, promoted: false })),
];

async function serving<Result>(
  sent: readonly OtelMetric[],
  { strategy, promoted, ...options }: PrometheusOptions & (typeof KEPT)[number],
  use: (api: ReturnType<typeof prometheusApi>) => Promise<Result>,
): Promise<Result> {
  await using server = await prometheusStandIn(otelSeries(sent, { strategy, promoted }), {}, options);
  return await use(prometheusApi({ url: server.url }));
}

const CASES = KEPT.flatMap((kept) => Object.entries(RUNTIMES).map(([runtime, of]) => ({ ...kept, runtime, ...of })));

describe.each(CASES)('$runtime by OpenTelemetry, $strategy, promoted: $promoted', (kept) => {
  const { strategy, promoted, runtime, sent, read } = kept;
  const options = {
    strategy,
    promoted,
    server: strategy.startsWith('Victoria') ? 'VictoriaMetrics' : 'Prometheus',
  } as const;

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

describe.each(KEPT)('containers by the receivers of the collector, $strategy, promoted: $promoted', (kept) => {
  test('have their memory, their limit and their restarts', async () => {
    const quantities = ['rss', 'working-set', 'memory-limit', 'restarts'] as const;
    const figures = await serving(CONTAINER, kept, async (api) => {
      const [service] = await discoverServices(api, RANGE);
      return Promise.all(quantities.map((quantity) => lastOf(api, service, quantity)));
    });
    expect(figures).toEqual([400 * 59, 450 * 59, 59_000, 0]);
  });
});

test('a Prometheus 2 that has OpenTelemetry’s metrics by remote write is asked by names that it can read', async () => {
  const { sent = [], read = {} } = RUNTIMES.go ?? {};
  const kept = { strategy: 'UnderscoreEscapingWithSuffixes', promoted: true } as const;
  const live = await serving(sent, { ...kept, server: 'Prometheus 2' }, async (api) => {
    const [service] = await discoverServices(api, RANGE);
    return lastOf(api, service, 'live-heap');
  });
  expect(live).toBe(read['live-heap']);
});

test('without attributes of Kubernetes a process goes by its job, or by its own name', async () => {
  const resource = { 'service.name': 'api', 'service.instance.id': 'one' };
  const count = RUNTIMES.go?.sent.filter(({ name }) => name === 'go.goroutine.count') ?? [];
  for (const kept of KEPT) {
    const sent = count.map((each) => ({ ...each, resource }));
    const [name, goroutines] = await serving(sent, kept, async (api) => {
      const [service] = await discoverServices(api, RANGE);
      return [service?.workload.name, await lastOf(api, service, 'goroutines', 'one')];
    });
    expect([kept, name, goroutines]).toEqual([kept, 'api', 708]);
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

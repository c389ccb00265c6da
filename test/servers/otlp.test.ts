import { describe, expect, test } from 'vitest';
import { prometheusApi } from '../../src/adapters/prometheus/api.ts';
import { discoverServices } from '../../src/adapters/prometheus/discover-services.ts';
import { prometheusMetrics } from '../../src/adapters/prometheus/metrics-source.ts';
import { measure } from '../../src/evidence/asking.ts';
import { Readings } from '../../src/evidence/readings.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { Quantity, Runtime } from '../../src/metrics/catalogue.ts';
import { otelSent, POD } from '../support/otel-sent.ts';
import { type OtelMetric, STRATEGIES } from '../support/otel-series.ts';
import { isMissing, prometheus3, type RealServer, takesNoOtlp, victoriaMetrics } from './real-servers.ts';
import { sendOtlp } from './send-otlp.ts';

interface Kept {
  readonly what: string;
  readonly missing: boolean;
  readonly start: () => Promise<RealServer>;
}

const OF_PROMETHEUS = STRATEGIES.filter((strategy) => !strategy.startsWith('VictoriaMetrics')).flatMap((strategy) =>
  [true, false].map(
    (promoted): Kept => ({
      what: `Prometheus 3, ${strategy}, ${promoted ? 'attributes on each series' : 'attributes in target_info'}`,
      missing: isMissing('Prometheus'),
      start: () => prometheus3(strategy, { promoted }),
    }),
  ),
);

const NAMINGS = [
  [],
  ['-opentelemetry.usePrometheusNaming'],
  ['-opentelemetry.convertMetricNamesToPrometheus'],
] as const;
const OF_VICTORIA = NAMINGS.map(
  (flags): Kept => ({
    what: `VictoriaMetrics ${flags.join(' ')}`,
    missing: isMissing('VictoriaMetrics') || takesNoOtlp(),
    start: () => victoriaMetrics(flags, '/opentelemetry/v1/metrics'),
  }),
);

describe.each([...OF_PROMETHEUS, ...OF_VICTORIA])('OpenTelemetry’s metrics in a real $what', ({ missing, start }) => {
  const t0 = Math.floor(Date.now() / MINUTE) * MINUTE - HOUR;
  const range = { from: t0, to: t0 + HOUR };
  const { runtimes, container } = otelSent(t0);

  async function sent(server: RealServer, metrics: readonly OtelMetric[]) {
    await sendOtlp(server.intake, metrics);
    // VictoriaMetrics finds what it took in only a while later otherwise; Prometheus has no such path.
    await fetch(`${server.url}/internal/force_flush`).catch(() => undefined);
  }

  async function read(server: RealServer, runtime: Runtime | undefined, quantities: readonly string[]) {
    const api = prometheusApi({ url: server.url });
    const [service] = await expect
      .poll(() => discoverServices(api, range), { timeout: 30_000, interval: 500 })
      .toMatchObject([{ workload: { namespace: 'prod', name: 'api', container: 'api' }, runtime }])
      .then(() => discoverServices(api, range));
    if (service === undefined) throw new Error('the service is missing');
    const readings = new Readings(prometheusMetrics(api));
    const question = { service, runtime: service.runtime, range, signal: AbortSignal.timeout(30_000) };
    const figures: Record<string, number | undefined> = {};
    for (const quantity of quantities) {
      const answer = await measure(readings, quantity as Quantity, { ...question, pod: POD, named: true });
      figures[quantity] = answer?.measured.track.values.at(-1);
    }
    return figures;
  }

  test.skipIf(missing).each(Object.entries(runtimes))('%s: every quantity is read', async (runtime, of) => {
    await using server = await start();
    await sent(server, of.sent);
    expect(await read(server, runtime as Runtime, Object.keys(of.read))).toEqual(of.read);
  });

  test.skipIf(missing)('the receivers of the collector: memory, limit and restarts of a container', async () => {
    await using server = await start();
    await sent(server, container);
    const figures = { rss: 400 * 59, 'working-set': 450 * 59, 'memory-limit': 59_000, restarts: 0 };
    expect(await read(server, undefined, Object.keys(figures))).toEqual(figures);
  });
});

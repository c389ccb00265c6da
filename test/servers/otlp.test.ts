import { describe, expect, test } from 'vitest';
import { prometheusApi } from '../../src/adapters/prometheus/api.ts';
import { discoverServices } from '../../src/adapters/prometheus/discover-services.ts';
import { prometheusMetrics } from '../../src/adapters/prometheus/metrics-source.ts';
import { measure } from '../../src/evidence/asking.ts';
import { Readings } from '../../src/evidence/readings.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { Quantity } from '../../src/metrics/catalogue.ts';
import { otelSent, POD } from '../support/otel-sent.ts';
import { isMissing, prometheus3 } from './real-servers.ts';
import { sendOtlp } from './send-otlp.ts';

const STRATEGIES = [
  'UnderscoreEscapingWithSuffixes',
  'UnderscoreEscapingWithoutSuffixes',
  'NoUTF8EscapingWithSuffixes',
  'NoTranslation',
];

describe.each(STRATEGIES)('OpenTelemetry’s metrics in a real Prometheus 3, %s', (strategy) => {
  const t0 = Math.floor(Date.now() / MINUTE) * MINUTE - HOUR;
  const { runtimes } = otelSent(t0);

  test.skipIf(isMissing('Prometheus')).each(Object.entries(runtimes))(
    '%s: every quantity is read',
    async (runtime, { sent, read }) => {
      await using server = await prometheus3(strategy);
      await sendOtlp(server.intake, sent);
      const api = prometheusApi({ url: server.url });
      const range = { from: t0, to: t0 + HOUR };
      const services = await expect
        .poll(() => discoverServices(api, range), { timeout: 30_000, interval: 500 })
        .toMatchObject([{ workload: { namespace: 'prod', name: 'api', container: 'api' }, runtime }])
        .then(() => discoverServices(api, range));
      const [service] = services;
      if (service === undefined) throw new Error('the service is missing');
      const readings = new Readings(prometheusMetrics(api));
      const question = { service, runtime: service.runtime, range, signal: AbortSignal.timeout(30_000) };
      const figures: Record<string, number | undefined> = {};
      for (const quantity of Object.keys(read)) {
        const answer = await measure(readings, quantity as Quantity, { ...question, pod: POD, named: true });
        figures[quantity] = answer?.measured.track.values.at(-1);
      }
      expect(figures).toEqual(read);
    },
  );
});

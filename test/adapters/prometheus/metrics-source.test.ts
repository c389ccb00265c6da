import { expect, test } from 'vitest';
import { prometheusApi } from '../../../src/adapters/prometheus/api.ts';
import { prometheusMetrics } from '../../../src/adapters/prometheus/metrics-source.ts';
import { SECOND } from '../../../src/measurement/duration.ts';
import { trackOf } from '../../../src/metrics/series.ts';
import { metricsSourceContract } from '../../contract/metrics-source.ts';
import { prometheusStandIn } from '../../support/prometheus-stand-in.ts';

const T0 = Date.UTC(2026, 10, 23, 10);

for (const kind of ['Prometheus', 'VictoriaMetrics'] as const) {
  metricsSourceContract(kind, async (series) => {
    const server = await prometheusStandIn(series, {}, { server: kind });
    return {
      source: prometheusMetrics(prometheusApi({ url: server.url })),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  });
}

test('VictoriaMetrics, which moves long ranges to whole steps, answers as Prometheus does, to the newest sample', async () => {
  const points = Array.from({ length: 200 }, (_, index) => [T0 + index * 15 * SECOND, index] as const);
  const series = [{ metric: 'process_resident_memory_bytes', labels: { pod: 'a' }, ...trackOf(points) }];
  // As before a kill: the range ends at a moment of its own, right after the newest sample.
  const range = { from: T0 + 17 * SECOND, to: T0 + 199 * 15 * SECOND + 1 };
  const [prometheus, victoria] = await Promise.all(
    (['Prometheus', 'VictoriaMetrics'] as const).map(async (kind) => {
      await using server = await prometheusStandIn(series, {}, { server: kind });
      const source = prometheusMetrics(prometheusApi({ url: server.url }));
      return await source.series({
        metric: 'process_resident_memory_bytes',
        matchers: [],
        range,
        step: 30 * SECOND,
        aggregate: 'last',
      });
    }),
  );
  expect(prometheus?.[0]?.values.at(-1)).toBe(199);
  expect(victoria).toEqual(prometheus);
});

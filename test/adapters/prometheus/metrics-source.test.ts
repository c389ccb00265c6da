import { prometheusApi } from '../../../src/adapters/prometheus/api.ts';
import { prometheusMetrics } from '../../../src/adapters/prometheus/metrics-source.ts';
import { metricsSourceContract } from '../../contract/metrics-source.ts';
import { prometheusStandIn } from '../../support/prometheus-stand-in.ts';

metricsSourceContract('Prometheus', async (series) => {
  const server = await prometheusStandIn(series);
  return {
    source: prometheusMetrics(prometheusApi({ url: server.url })),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
});

import { describe } from 'vitest';
import { prometheusApi } from '../../src/adapters/prometheus/api.ts';
import { prometheusMetrics } from '../../src/adapters/prometheus/metrics-source.ts';
import { metricsSourceContract } from '../contract/metrics-source.ts';
import { scraped } from '../support/exposition-of.ts';
import { isMissing, post, victoriaMetrics } from './real-servers.ts';

describe.skipIf(isMissing('VictoriaMetrics'))('a real VictoriaMetrics', () => {
  metricsSourceContract(
    'it',
    async (series) => {
      const server = await victoriaMetrics();
      await post(server.intake, series.map(scraped).join(''));
      // What was taken in is found a second later otherwise.
      await post(`${server.url}/internal/force_flush`, '');
      return {
        source: prometheusMetrics(prometheusApi({ url: server.url })),
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
      // It keeps numbers as decimals.
    },
    { rounding: 1e-15 },
  );
});

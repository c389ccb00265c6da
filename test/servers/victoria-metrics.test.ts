import { describe } from 'vitest';
import { prometheusApi } from '../../src/adapters/prometheus/api.ts';
import { prometheusMetrics } from '../../src/adapters/prometheus/metrics-source.ts';
import type { Series } from '../../src/metrics/series.ts';
import { metricsSourceContract } from '../contract/metrics-source.ts';
import { isMissing, victoriaMetrics } from './real-servers.ts';

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

/** The text of a scrape, with the time of each sample. */
function scraped({ metric, labels, times, values }: Series): string {
  const inside = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return Array.from(times, (time, i) => `${metric}{${inside.join(',')}} ${values[i]} ${time}\n`).join('');
}

async function post(url: string, body: string): Promise<void> {
  const answer = await fetch(url, { method: 'POST', body });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
}

import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { backfilledPrometheus } from '../../scripts/bench/backfilled-prometheus.ts';
import { prometheusApi } from '../../src/adapters/prometheus/api.ts';
import { discoverServices } from '../../src/adapters/prometheus/discover-services.ts';
import { prometheusMetrics } from '../../src/adapters/prometheus/metrics-source.ts';
import { activeTargets, ping } from '../../src/adapters/prometheus/targets.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';
import { metricsSourceContract } from '../contract/metrics-source.ts';
import { openMetrics } from '../support/exposition-of.ts';

const missing = ['prometheus', 'promtool'].filter((name) => spawnSync(name, ['--version']).error !== undefined);

function prometheusWith(series: readonly Series[]) {
  return backfilledPrometheus(series.length === 0 ? [] : [openMetrics(series)]);
}

describe.skipIf(missing.length > 0)(
  `a real Prometheus${missing.map((name) => ` (skipped: no ${name})`).join('')}`,
  () => {
    metricsSourceContract('it', async (series) => {
      const server = await prometheusWith(series);
      return {
        source: prometheusMetrics(prometheusApi({ url: server.url })),
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
    });

    it('shows its version, its targets and the Go services it knows', async () => {
      const now = Date.now();
      const labels = { cluster: 'eu-1', namespace: 'prod', container: 'api', pod: 'api-1', job: 'prod/api' };
      await using server = await prometheusWith([
        { metric: 'go_goroutines', labels, ...trackOf([[now - HOUR, 12]]) },
        { metric: 'go_goroutines', labels: { ...labels, pod: 'api-2' }, ...trackOf([[now - HOUR, 13]]) },
      ]);
      const api = prometheusApi({ url: server.url });
      expect((await ping(api)).version).toMatch(/^\d+\.\d+/);
      // Prometheus takes some seconds to find its targets.
      const instance = new URL(server.url).host;
      await expect
        .poll(() => activeTargets(api), { timeout: 20_000, interval: 250 })
        .toMatchObject([{ scrapeUrl: `${server.url}/metrics`, labels: { job: 'self', instance } }]);
      const services = await discoverServices(api, { from: now - 2 * HOUR, to: now });
      expect(services.find(({ workload }) => workload.name === 'api')).toMatchObject({
        workload: { cluster: 'eu-1', namespace: 'prod', name: 'api', container: 'api' },
        runtime: 'go',
        selector: [
          { label: 'cluster', op: '=', value: 'eu-1' },
          { label: 'namespace', op: '=', value: 'prod' },
          { label: 'container', op: '=', value: 'api' },
          // Pods called api-1 and api-2 are those of a StatefulSet.
          { label: 'pod', op: '=~', value: 'api-[0-9]+' },
        ],
      });
    });

    it('says what is wrong with a selector', async () => {
      await using server = await prometheusWith([]);
      const source = prometheusMetrics(prometheusApi({ url: server.url }));
      const query = { metric: 'up', range: { from: 0, to: HOUR }, step: 60_000, aggregate: 'last' } as const;
      await expect(source.series({ ...query, matchers: [{ label: 'pod', op: '=~', value: '(' }] })).rejects.toThrow(
        /rejected the query up\{pod=~"\("\}: .*missing closing \).*; check the selector of the service in leakbot\.yaml$/,
      );
    });
  },
);

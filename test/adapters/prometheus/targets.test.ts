import { describe, expect, it, test } from 'vitest';
import { prometheusApi } from '../../../src/adapters/prometheus/api.ts';
import { rememberedTargets } from '../../../src/adapters/prometheus/remembered-targets.ts';
import { activeTargets, ping } from '../../../src/adapters/prometheus/targets.ts';
import { MINUTE, SECOND } from '../../../src/measurement/duration.ts';
import { loopback } from '../../support/loopback.ts';
import { prometheusStandIn } from '../../support/prometheus-stand-in.ts';

const active = (change: object = {}) => ({
  discoveredLabels: { __address__: '10.0.0.9:8080', __meta_kubernetes_pod_name: 'markets-api-7d9f-x2x' },
  labels: { job: 'pods', namespace: 'prod', container: 'api', __tmp_kept: 'yes' },
  scrapePool: 'pods',
  scrapeUrl: 'http://10.0.0.9:8080/metrics',
  health: 'up',
  ...change,
});

async function listed(data: unknown) {
  await using server = await prometheusStandIn([], { targets: data });
  return await activeTargets(prometheusApi({ url: server.url }));
}

describe('what Prometheus scrapes', () => {
  it('comes with the pod that discovery found, and without labels that are for relabelling', async () => {
    const [target] = await listed({ activeTargets: [active()], droppedTargets: [{ discoveredLabels: {} }] });
    expect(target).toEqual({
      scrapeUrl: 'http://10.0.0.9:8080/metrics',
      labels: { job: 'pods', namespace: 'prod', container: 'api' },
      pod: 'markets-api-7d9f-x2x',
      health: 'up',
    });
  });

  it('leaves out dropped targets, and bears what another server leaves out', async () => {
    const bare = { labels: { job: 'a' }, scrapeUrl: 'http://a:1/metrics', health: 'strange' };
    const targets = await listed({ activeTargets: [bare], droppedTargets: Array.from({ length: 5 }, () => active()) });
    expect(targets).toMatchObject([{ scrapeUrl: 'http://a:1/metrics', health: 'unknown', pod: undefined }]);
  });

  it('may be thousands', async () => {
    const meta = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`__meta_kubernetes_pod_label_${i}`, 'x'.repeat(40)]),
    );
    const many = Array.from({ length: 5000 }, (_, i) =>
      active({
        discoveredLabels: { ...meta, __meta_kubernetes_pod_name: `pod-${i}` },
        scrapeUrl: `http://10.0.0.9:${i}/`,
      }),
    );
    const targets = await listed({ activeTargets: many });
    expect(new Set(targets.map(({ pod }) => pod)).size).toBe(5000);
  });
});

describe('targets that were reported', () => {
  const one = { scrapeUrl: 'http://a:1/metrics', labels: {}, pod: undefined, health: 'up' } as const;

  it('are asked for once by many at once, and again when they are old', async () => {
    const clock = { time: 0, now: () => clock.time };
    let asked = 0;
    const targets = rememberedTargets(() => Promise.resolve(asked++ === 0 ? [one] : []), { clock, failed: () => {} });
    expect(await Promise.all([targets(), targets()])).toEqual([[one], [one]]);
    clock.time = 19 * SECOND;
    await targets();
    expect(asked).toBe(1);
    clock.time = MINUTE;
    expect(await targets()).toEqual([]);
  });

  it('stand for a while when Prometheus is down', async () => {
    const clock = { time: 0, now: () => clock.time };
    const failures: number[] = [];
    let away = false;
    const ask = () => (away ? Promise.reject(new Error('away')) : Promise.resolve([one]));
    const targets = rememberedTargets(ask, { clock, failed: (_, kept) => failures.push(kept) });
    await targets();
    away = true;
    clock.time = 9 * MINUTE;
    expect(await targets()).toEqual([one]);
    clock.time = 11 * MINUTE;
    expect(await targets()).toEqual([]);
    expect(failures).toEqual([1, 0]);
  });
});

describe('which server it is', () => {
  test.each([
    ['Prometheus', { version: '3.14.0' }, {}, { kind: 'Prometheus', version: '3.14.0' }],
    ['Thanos', { version: '0.39.2' }, {}, { kind: 'Thanos', version: '0.39.2' }],
    ['Mimir', { application: 'Grafana Mimir', version: '2.16.0' }, {}, { kind: 'Grafana Mimir', version: '2.16.0' }],
    // Its version is that of the Prometheus it is like.
    [
      'VictoriaMetrics',
      { version: '2.24.0' },
      { 'x-server-hostname': 'vm-0' },
      { kind: 'VictoriaMetrics', version: undefined },
    ],
    ['one that does not say', undefined, {}, { kind: 'Prometheus', version: undefined }],
  ] as const)('%s', async (_, info, headers, expected) => {
    await using server = await loopback((request, response) => {
      const data = request.url?.includes('buildinfo') === true ? info : [];
      response.writeHead(data === undefined ? 404 : 200, headers).end(JSON.stringify({ status: 'success', data }));
    });
    expect(await ping(prometheusApi({ url: server.url }))).toEqual(expected);
  });
});

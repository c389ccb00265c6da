import { describe, expect, test } from 'vitest';
import { processSeries } from '../../src/evidence/process-series.ts';
import { Readings } from '../../src/evidence/readings.ts';
import { runtimeOf } from '../../src/evidence/runtime.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { type Series, type Track, trackOf } from '../../src/metrics/series.ts';
import { seriesSource } from '../support/series-source.ts';

const range = { from: 0, to: 4 * HOUR };
const inPod = { namespace: 'prod', pod: 'store-0', instance: '10.0.0.9:9121' };

function line(from: number, to: number): Track {
  const minutes = [...Array(240).keys()];
  return trackOf(minutes.map((i) => [(i + 1) * MINUTE, (from + ((to - from) * i) / 239) * MiB]));
}

const of = (metric: string, labels: Record<string, string>, track: Track): Series => ({
  metric,
  labels: { ...inPod, ...labels },
  ...track,
});
const resident = (container: string, from: number, to: number) =>
  of('container_memory_rss', { container, image: 'registry/image:1', instance: 'node-1' }, line(from, to));

async function runtimeSeen(container: string, series: readonly Series[]) {
  const service = {
    workload: { namespace: 'prod', name: 'store', container },
    selector: [
      { label: 'namespace', op: '=', value: 'prod' },
      { label: 'container', op: '=', value: container },
    ],
    targets: [],
    metricsPath: '/metrics',
    pprofPath: '/debug/pprof',
  } as const;
  const signal = new AbortController().signal;
  const found = await processSeries(new Readings(seriesSource('a source', series)), { service, range, signal });
  return runtimeOf(found.signs);
}

describe('redis_exporter in the pod of a Redis', () => {
  const exported = (labels: Record<string, string>) => [
    of('redis_memory_used_bytes', labels, line(60, 350)),
    of('redis_memory_used_rss_bytes', labels, line(92, 402)),
    of('go_goroutines', labels, line(1, 1)),
    of('process_resident_memory_bytes', labels, line(14, 14)),
  ];
  const pod = [resident('redis', 90, 400), resident('metrics', 14, 14)];

  test('speaks of the container whose memory is what it says is resident', async () => {
    expect(await runtimeSeen('redis', [...pod, ...exported({ container: 'metrics' })])).toBe('redis');
    expect(await runtimeSeen('redis', [...pod, ...exported({})])).toBe('redis');
  });

  test('is itself a process in Go, and no Redis', async () => {
    expect(await runtimeSeen('metrics', [...pod, ...exported({ container: 'metrics' })])).toBe('go');
  });

  test('says nothing of another container, nor of a Redis elsewhere', async () => {
    const app = [resident('app', 300, 300), ...pod];
    expect(await runtimeSeen('app', [...app, ...exported({ container: 'metrics' })])).toBe('unknown');
    const elsewhere = [resident('app', 90, 90), resident('metrics', 14, 14)];
    expect(await runtimeSeen('app', [...elsewhere, ...exported({ container: 'metrics' })])).toBe('unknown');
  });
});

describe('Envoy beside an application', () => {
  const proxy = (labels: Record<string, string>) => [
    of('envoy_server_memory_allocated', labels, line(30, 30)),
    of('envoy_server_memory_physical_size', labels, line(52, 52)),
  ];
  const pod = [resident('app', 90, 400), resident('istio-proxy', 55, 55)];

  test('is not taken for the application, whose figures it hands on', async () => {
    const merged = { container: 'istio-proxy' };
    expect(await runtimeSeen('app', [...pod, ...proxy(merged)])).toBe('unknown');
    const go = [of('go_goroutines', merged, line(1, 1)), of('process_resident_memory_bytes', merged, line(91, 402))];
    expect(await runtimeSeen('app', [...pod, ...proxy(merged), ...go])).toBe('go');
  });

  test('is what its own container runs', async () => {
    expect(await runtimeSeen('istio-proxy', [...pod, ...proxy({ container: 'istio-proxy' })])).toBe('envoy');
  });
});

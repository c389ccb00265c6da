import { describe, expect, test } from 'vitest';
import type { MetricsSource } from '../../src/evidence/ports.ts';
import { processSeries } from '../../src/evidence/process-series.ts';
import { Readings } from '../../src/evidence/readings.ts';
import { runtimeOf } from '../../src/evidence/runtime.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';
import { seriesSource } from '../support/series-source.ts';

const range = { from: 0, to: 24 * HOUR };
const inPod = { namespace: 'prod', pod: 'store-0' };

/** As Prometheus answers: what a series had last within a step stands at the end of the step, whether or not it ended in it. */
function aligned(series: readonly Series[]): MetricsSource {
  const source = seriesSource('a source', series);
  return {
    ...source,
    series: async (query, signal) => {
      const found = await source.series(query, signal);
      return found.map((each) => ({
        ...each,
        ...trackOf(
          [...each.times].map((time, i) => [(Math.floor(time / query.step) + 1) * query.step, each.values[i] ?? 0]),
        ),
      }));
    },
  };
}

function minutes(from: number, to: number, value: (minute: number) => number) {
  const length = Math.floor((to - from) / MINUTE);
  return trackOf(
    Array.from({ length }, (_, i) => [from + (i + 1) * MINUTE, value(from / MINUTE + i + 1) * MiB] as const),
  );
}

/** One series a run of the container, each of which ends at a peak that nothing but the kernel counts. */
function killedAt(container: string, ends: readonly number[], level: number, peak: number): readonly Series[] {
  return [...ends, 24].map((end, i) => {
    const [from, to] = [(ends[i - 1] ?? 0) * HOUR, end * HOUR];
    const last = Math.floor(to / MINUTE) - 1;
    const labels = { ...inPod, container, id: `/pods/${i}`, image: 'registry/image:1', instance: 'node-1' };
    const killed = i < ends.length;
    return {
      metric: 'container_memory_rss',
      labels,
      ...minutes(from, to, (minute) => (killed && minute >= last ? peak : level + (minute % 3))),
    };
  });
}

const own = (metric: string, labels: Readonly<Record<string, string>>, level: number): Series => ({
  metric,
  labels: { ...inPod, instance: '10.0.0.9:9121', ...labels },
  ...minutes(0, 24 * HOUR, (minute) => level + (minute % 2)),
});

async function runtimeSeen(series: readonly Series[], container = 'store') {
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
  return runtimeOf((await processSeries(new Readings(aligned(series)), { service, range, signal })).signs);
}

const ENDS: readonly (readonly [string, readonly number[]])[] = [
  ['none', []],
  ['two', [13.7, 20.1]],
  ['three', [9.4, 13.7, 20.1]],
  ['eight', [2.3, 5.1, 8.6, 11.2, 13.7, 16.4, 19.2, 23.6]],
];

describe.each(ENDS)('over %s kills in the window', (_, ends) => {
  const side = killedAt('side', [], 14, 14);
  const store = killedAt('store', ends, 840, 1015);

  test('a Redis is what its exporter says', async () => {
    const redis = (labels: Readonly<Record<string, string>>) => [
      own('redis_memory_used_bytes', labels, 780),
      own('redis_memory_used_rss_bytes', labels, 846),
    ];
    expect(await runtimeSeen([...store, ...side, ...redis({ container: 'side' })])).toBe('redis');
    expect(await runtimeSeen([...store, ...side, ...redis({})])).toBe('redis');
    // One of another size runs elsewhere.
    const elsewhere = killedAt('store', ends, 500, 1015);
    expect(await runtimeSeen([...elsewhere, ...side, ...redis({ container: 'side' })])).toBe('unknown');
  });

  test('an Envoy is what its own figures say, without the label of its container', async () => {
    const envoy = [own('envoy_server_memory_allocated', {}, 700), own('envoy_server_memory_physical_size', {}, 838)];
    expect(await runtimeSeen([...store, ...side, ...envoy])).toBe('envoy');
  });

  test('a process in Go is that of the container whose memory it has', async () => {
    const go = [own('go_goroutines', {}, 1), own('process_resident_memory_bytes', {}, 836)];
    expect(await runtimeSeen([...store, ...side, ...go])).toBe('go');
  });
});

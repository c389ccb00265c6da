import { expect, test } from 'vitest';
import type { MetricsSource } from '../../src/evidence/ports.ts';
import { Sightings } from '../../src/evidence/sightings.ts';
import { windowBefore } from '../../src/evidence/window.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { ManyMetricsQuery, Series } from '../../src/metrics/series.ts';
import { trackOf } from '../../src/metrics/series.ts';
import type { Service } from '../../src/service/service.ts';
import { seriesSource } from '../support/series-source.ts';

const NOW = Date.UTC(2026, 10, 23, 10);
const FROM = NOW - 5 * HOUR;
const never = new AbortController().signal;

type Law = (hour: number) => number;

function line(metric: string, labels: Readonly<Record<string, string>>, law: Law): Series {
  const points = Array.from({ length: 301 }, (_, i) => [FROM + i * MINUTE, law(i / 60) * MiB] as const);
  return { metric, labels: { namespace: 'shop', ...labels }, ...trackOf(points) };
}

/** A JVM of a pod as cAdvisor and Micrometer show it; its figures have no label of a container. */
function jvm(pod: string, rss: Law, live: Law): readonly Series[] {
  const own = { pod, instance: `${pod}:8080` };
  const heap = (id: string) => ({ ...own, area: 'heap', id });
  return [
    line('container_memory_rss', { pod, container: 'till', image: 'till:1' }, (hour) => rss(hour) + Math.sin(9 * hour)),
    line('jvm_gc_live_data_size_bytes', own, live),
    line('jvm_memory_used_bytes', heap('G1 Old Gen'), live),
    line('jvm_memory_max_bytes', heap('G1 Old Gen'), () => 900),
    line('jvm_memory_max_bytes', heap('G1 Eden Space'), () => -1 / MiB),
    line('jvm_memory_max_bytes', { ...own, area: 'nonheap', id: 'CodeCache' }, () => 240),
  ];
}

const service: Service = {
  targets: [],
  metricsPath: '/metrics',
  pprofPath: '/debug/pprof',
  workload: { name: 'till', namespace: 'shop', container: 'till' },
  selector: [
    { label: 'namespace', op: '=', value: 'shop' },
    { label: 'container', op: '=', value: 'till' },
  ],
};

async function seen(all: readonly Series[]) {
  const source = seriesSource('the model', all);
  const asked: (readonly string[])[] = [];
  const many = async (query: ManyMetricsQuery, signal: AbortSignal) => {
    asked.push(query.metrics);
    const { metrics, ...rest } = query;
    return (await Promise.all(metrics.map((metric) => source.series({ ...rest, metric }, signal)))).flat();
  };
  const counted: MetricsSource = { ...source, many };
  const sighted = new Sightings(counted).of({ service, range: windowBefore(NOW, 5 * HOUR) });
  const { observation } = await sighted.see({ runtime: 'unknown', pod: undefined, needs: [] }, never);
  await sighted.see({ runtime: 'unknown', pod: undefined, needs: [] }, never);
  const ofHeaps = asked.filter((metrics) => metrics.length > 1 && metrics.includes('jvm_gc_live_data_size_bytes'));
  return { observation, ofHeaps: ofHeaps.filter((metrics) => metrics.includes('jvm_memory_max_bytes')) };
}

const LEVEL: Law = () => 620;
const calm = jvm('till-a', LEVEL, () => 150);

test('what survives collections is read of every pod whose memory is level, once, with the heap’s maximum', async () => {
  const { observation, ofHeaps } = await seen([...calm, ...jvm('till-b', LEVEL, (hour) => 150 + 20 * hour)]);
  expect(ofHeaps).toHaveLength(1);
  expect([...(observation.heaps?.keys() ?? [])]).toEqual(['till-a', 'till-b']);
  expect(Math.round((observation.heaps?.get('till-b')?.max ?? 0) / MiB)).toBe(900);
  const values = observation.heaps?.get('till-b')?.measured.track.values;
  // A point stands for a step of 2.5 minutes, and has its last sample.
  const inMiB = (value: number | undefined) => Math.round((value ?? 0) / MiB);
  expect([inMiB(values?.[0]), inMiB(values?.at(-1))]).toEqual([151, 250]);
});

test('where generations have sizes of their own, what survives is held against that of the old one', async () => {
  const old = (pod: string) =>
    line('jvm_memory_max_bytes', { pod, instance: `${pod}:8080`, area: 'heap', id: 'Tenured Gen' }, () => 600);
  const young = (pod: string) =>
    line('jvm_memory_max_bytes', { pod, instance: `${pod}:8080`, area: 'heap', id: 'Eden Space' }, () => 300);
  const serial = ['till-a', 'till-b'].flatMap((pod) => [
    ...jvm(pod, LEVEL, () => 560).filter(({ metric }) => metric !== 'jvm_memory_max_bytes'),
    old(pod),
    young(pod),
  ]);
  const { observation, ofHeaps } = await seen(serial);
  expect(ofHeaps).toHaveLength(1);
  expect(Math.round((observation.heaps?.get('till-b')?.max ?? 0) / MiB)).toBe(600);
});

test.each<[string, readonly Series[]]>([
  ['there is one pod', calm],
  [
    'memory of a pod climbs',
    [
      ...calm,
      ...jvm(
        'till-b',
        (hour) => 420 + 60 * hour,
        (hour) => 150 + 60 * hour,
      ),
    ],
  ],
])('nothing is asked of live heaps where %s', async (_, all) => {
  const { observation, ofHeaps } = await seen(all);
  expect(ofHeaps).toEqual([]);
  expect(observation.heaps?.size ?? 0).toBe(0);
});

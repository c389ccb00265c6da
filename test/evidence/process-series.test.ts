import { describe, expect, test } from 'vitest';
import { processSeries } from '../../src/evidence/process-series.ts';
import { Readings } from '../../src/evidence/readings.ts';
import { runtimeOf } from '../../src/evidence/runtime.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { type Series, type Track, trackOf } from '../../src/metrics/series.ts';
import { seriesSource } from '../support/series-source.ts';

const range = { from: 0, to: 4 * HOUR };

/** Bytes at the start and the end, a straight line between, a sample a minute. */
function line(from: number, to: number): Track {
  const minutes = [...Array(240).keys()];
  return trackOf(minutes.map((i) => [(i + 1) * MINUTE, (from + ((to - from) * i) / 239) * MiB]));
}

const inPod = { namespace: 'prod', pod: 'api-7c9f8d6b5-x2kqd' };
const of = (metric: string, labels: Record<string, string>, track: Track): Series => ({
  metric,
  labels: { ...inPod, ...labels },
  ...track,
});
const resident = (container: string, from: number, to: number) =>
  of('container_memory_rss', { container, image: 'registry/image:1' }, line(from, to));

const service = {
  workload: { namespace: 'prod', name: 'api', container: 'app' },
  selector: [
    { label: 'namespace', op: '=', value: 'prod' },
    { label: 'container', op: '=', value: 'app' },
  ],
  targets: [],
  metricsPath: '/metrics',
  pprofPath: '/debug/pprof',
} as const;

async function runtimeSeen(series: readonly Series[]) {
  const signal = new AbortController().signal;
  const found = await processSeries(new Readings(seriesSource('a source', series)), { service, range, signal });
  return { runtime: runtimeOf(found.signs), isOwn: found.isOwn };
}

const flat = line(40, 40);

describe('whose metrics a pod’s are', () => {
  test('a container with metrics of its own has no others', async () => {
    const own = of('go_goroutines', { container: 'app' }, flat);
    const side = of('go_gc_heap_live_bytes', { container: 'side' }, flat);
    const seen = await runtimeSeen([resident('app', 90, 400), resident('side', 30, 30), own, side]);
    expect(seen.runtime).toBe('go');
    expect([own, side].map(seen.isOwn)).toEqual([true, false]);
  });

  test('a process without a label runs where it fits far better than anywhere else', async () => {
    // Killed again and again: at two of the points the container is a new one, while the process is not scraped yet.
    const saw = (offset: number) =>
      trackOf([...Array(240).keys()].map((i) => [(i + 1) * MINUTE, (60 + 8 * ((i + offset) % 41)) * MiB] as const));
    const process = (labels: Record<string, string>) => [
      of('go_goroutines', labels, flat),
      of('process_resident_memory_bytes', labels, saw(0)),
    ];
    const app = of('container_memory_rss', { container: 'app', image: 'registry/image:1' }, saw(3));
    const seen = await runtimeSeen([app, resident('side', 24, 24), ...process({})]);
    expect(seen.runtime).toBe('go');
    // The same figures under the side-car's own label are not the application's.
    expect((await runtimeSeen([app, resident('side', 24, 24), ...process({ container: 'side' })])).runtime).toBe(
      'unknown',
    );
  });

  test('a runtime without a label, whose heap no other container could hold, is that of the container that can', async () => {
    const node = (heap: Track) => [
      of('nodejs_heap_size_used_bytes', { instance: '10.9.0.4:3000' }, heap),
      of('nodejs_version_info', { instance: '10.9.0.4:3000' }, flat),
    ];
    const app = resident('app', 130, 420);
    expect((await runtimeSeen([app, resident('fluent-bit', 21, 22), ...node(line(60, 330))])).runtime).toBe('node');
    // Another container has room for it too, or the container itself has none: it may be anyone’s.
    expect((await runtimeSeen([app, resident('redis', 500, 500), ...node(line(60, 330))])).runtime).toBe('unknown');
    expect(
      (await runtimeSeen([resident('app', 40, 41), resident('side', 21, 22), ...node(line(60, 330))])).runtime,
    ).toBe('unknown');
  });

  describe('a JVM without a label, beside a container that is larger than its heap', () => {
    const jvm = of(
      'jvm_memory_used_bytes',
      { instance: '10.9.0.6:8080', area: 'heap', id: 'G1 Old Gen' },
      line(20, 120),
    );
    const containers = [resident('app', 200, 420), resident('side', 300, 310)];
    const names = { container: 'side', instance: '10.9.0.6:9090' };

    test('is the application’s where that container says under its own name that it is something else', async () => {
      const go = [of('go_goroutines', names, flat), of('process_resident_memory_bytes', names, line(305, 316))];
      const seen = await runtimeSeen([...containers, jvm, ...go]);
      expect(seen.runtime).toBe('jvm');
      expect([jvm, ...go].map(seen.isOwn)).toEqual([true, false, false]);
    });

    test('may be that container’s where it says nothing, or is a JVM itself', async () => {
      expect((await runtimeSeen([...containers, jvm])).runtime).toBe('unknown');
      const another = of('jvm_memory_used_bytes', { ...names, area: 'heap', id: 'G1 Old Gen' }, line(100, 110));
      expect((await runtimeSeen([...containers, jvm, another])).runtime).toBe('unknown');
    });
  });

  test('a heap that is reported in parts is as large as all of them', async () => {
    const part = (area: string, id: string, mib: number) =>
      of('jvm_memory_used_bytes', { instance: '10.9.0.7:8080', area, id }, line(mib, mib + 4));
    const parts = [part('heap', 'G1 Eden Space', 30), part('heap', 'G1 Old Gen', 40), part('nonheap', 'Metaspace', 50)];
    // 120 MiB at least: no process of a container with 60 MiB.
    const seen = await runtimeSeen([resident('app', 200, 420), resident('side', 60, 60), ...parts]);
    expect(seen.runtime).toBe('jvm');
    // Scraped twice it is no larger: 40 MiB fit into either.
    const twice = ['a', 'b'].map((job) => ({
      ...part('heap', 'G1 Old Gen', 40),
      labels: { ...parts[1]?.labels, job },
    }));
    expect((await runtimeSeen([resident('app', 200, 420), resident('side', 60, 60), ...twice])).runtime).toBe(
      'unknown',
    );
  });

  test('a mesh’s proxy runs no JVM: what has no label is the application’s, whatever the proxy’s own process reports', async () => {
    const labels = { instance: '10.9.0.5:4191' };
    const jvm = of('jvm_memory_used_bytes', { ...labels, area: 'heap', id: 'G1 Old Gen' }, line(20, 22));
    const agent = [of('go_goroutines', labels, flat), of('process_resident_memory_bytes', labels, line(33, 33))];
    const containers = [resident('app', 200, 420), resident('linkerd-proxy', 70, 70)];
    const seen = await runtimeSeen([...containers, jvm, ...agent]);
    expect(seen.runtime).toBe('jvm');
    expect(agent.map(seen.isOwn)).toEqual([false, false]);
  });

  test('where two containers are alike, the label says whose they are', async () => {
    const twin = [
      of('go_goroutines', { container: 'side' }, flat),
      of('process_resident_memory_bytes', { container: 'side' }, line(60, 60)),
    ];
    const seen = await runtimeSeen([resident('app', 62, 62), resident('side', 59, 59), ...twin]);
    expect(seen.runtime).toBe('unknown');
    expect(twin.map(seen.isOwn)).toEqual([false, false]);
  });

  test('a side-car’s runtime is not that of a container without metrics', async () => {
    const side = [
      of('go_goroutines', { container: 'side' }, flat),
      of('process_resident_memory_bytes', { container: 'side' }, line(34, 34)),
    ];
    const pods = [resident('app', 90, 400), resident('side', 30, 30)];
    expect((await runtimeSeen([...pods, ...side])).runtime).toBe('unknown');
    expect((await runtimeSeen([...pods, ...side.slice(0, 1)])).runtime).toBe('unknown');
  });

  test('metrics without a container are those of the only one', async () => {
    const seen = await runtimeSeen([resident('app', 90, 400), of('nodejs_version_info', { job: 'pods' }, flat)]);
    expect(seen.runtime).toBe('node');
  });

  test('beside a side-car they are those of the container whose memory the process reports', async () => {
    const process = (from: number, to: number) => [
      of('python_info', { instance: '10.0.0.7:8000' }, flat),
      of('process_resident_memory_bytes', { instance: '10.0.0.7:8000' }, line(from, to)),
    ];
    const pods = [resident('app', 90, 400), resident('side', 30, 30)];
    expect((await runtimeSeen([...pods, ...process(96, 408)])).runtime).toBe('python');
    expect((await runtimeSeen([...pods, ...process(35, 36)])).runtime).toBe('unknown');
    expect((await runtimeSeen([...pods, ...process(96, 408).slice(0, 1)])).runtime).toBe('unknown');
  });

  test('a mesh’s proxy hands on what the application exposes', async () => {
    const pods = [resident('app', 200, 700), resident('istio-proxy', 60, 62)];
    const merged = (metric: string) => of(metric, { container: 'istio-proxy', instance: '10.0.0.7:15020' }, flat);
    const beside = (to: number) => ({ ...merged('process_resident_memory_bytes'), ...line(210, to) });
    expect((await runtimeSeen([...pods, merged('go_goroutines'), beside(712)])).runtime).toBe('go');
    expect((await runtimeSeen([...pods, merged('go_goroutines')])).runtime).toBe('unknown');
    // Micrometer reports no resident memory; no proxy is a JVM.
    expect((await runtimeSeen([...pods, merged('jvm_memory_used_bytes')])).runtime).toBe('jvm');
  });

  test('without the kubelet’s metrics there is nothing to mistake a process for', async () => {
    expect((await runtimeSeen([of('go_goroutines', { job: 'api' }, flat)])).runtime).toBe('go');
  });
});

import { describe, expect, test } from 'vitest';
import { matching } from '../../src/collection/matches.ts';
import { GiB, MiB } from '../../src/measurement/bytes.ts';
import { type Quantity, requestsFor } from '../../src/metrics/catalogue.ts';
import { measuredOf } from '../../src/metrics/measured.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';

type Pools = Readonly<Record<string, number>>;

/** How each exporter calls one figure of the pools, and labels a pool. */
interface Dialect {
  readonly metric: (figure: 'used' | 'committed' | 'max') => string;
  readonly labels: (pool: string) => Record<string, string>;
}

const isHeap = (pool: string) => !/^(?:Metaspace|Compressed Class Space|Code)/.test(pool);

/** Of the same processes: Micrometer, client_java 1.x, client_java before 1.0 and jmx_exporter, OpenTelemetry's agent. */
const MICROMETER: Dialect = {
  metric: (figure) => `jvm_memory_${figure}_bytes`,
  labels: (id) => ({ area: isHeap(id) ? 'heap' : 'nonheap', id }),
};
const CLIENT: Dialect = { metric: (figure) => `jvm_memory_pool_${figure}_bytes`, labels: (pool) => ({ pool }) };
const SIMPLECLIENT: Dialect = { metric: (figure) => `jvm_memory_pool_bytes_${figure}`, labels: (pool) => ({ pool }) };
const AGENT: Dialect = {
  metric: (figure) => `jvm.memory.${figure === 'max' ? 'limit' : figure}`,
  labels: (pool) => ({ jvm_memory_type: isHeap(pool) ? 'heap' : 'non_heap', jvm_memory_pool_name: pool }),
};
const DIALECTS = [
  ['Micrometer', MICROMETER],
  ['client_java 1.x', CLIENT],
  ['client_java before 1.0', SIMPLECLIENT],
  ['OpenTelemetry', AGENT],
] as const;

const exposed = ({ metric, labels }: Dialect, figure: 'used' | 'committed' | 'max', pools: Pools): readonly Series[] =>
  Object.entries(pools).map(([pool, value]) => ({
    metric: metric(figure),
    labels: { pod: 'a', ...labels(pool) },
    ...trackOf([[0, value]]),
  }));

/** A quantity by the first request that has an answer in what a JVM exposes. */
function read(quantity: Quantity, all: readonly Series[]) {
  for (const request of requestsFor(quantity, [], 'jvm')) {
    const its = matching(request.matchers);
    const own = all.filter((one) => one.metric === request.metric && its(one.labels));
    const measured = measuredOf(request, own, 'a');
    if (measured !== undefined) return measured.track.values.at(-1);
  }
  return undefined;
}

/** In MiB, as JDK 17 and 25 report them with -Xmx100m; a pool without a bound says −1. */
const BOUNDS: Readonly<Record<string, Pools>> = {
  Serial: { 'Eden Space': 26.7, 'Survivor Space': 3.3, 'Tenured Gen': 66.7 },
  Parallel: { 'PS Eden Space': 25, 'PS Survivor Space': 4, 'PS Old Gen': 67 },
  G1: { 'G1 Eden Space': -1, 'G1 Survivor Space': -1, 'G1 Old Gen': 100 },
  'ZGC of 17': { ZHeap: 100 },
  'ZGC of 25': { 'ZGC Young Generation': 100, 'ZGC Old Generation': 100 },
  Shenandoah: { Shenandoah: 100 },
  'generational Shenandoah': { 'Shenandoah Young Gen': 100, 'Shenandoah Old Gen': 100 },
};

/** What of it lives long may take: the old generation, where generations have a size of their own. */
const LIVES_LONG: Readonly<Record<string, number>> = { Serial: 66.7, Parallel: 67 };

describe.each(DIALECTS)('%s', (_, dialect) => {
  test.each(Object.entries(BOUNDS))('what lives long in the heap of %s is bounded', (collector, pools) => {
    const nonHeap = { Metaspace: -1, 'Compressed Class Space': 1024, "CodeHeap 'non-nmethods'": 5.6 };
    const all = exposed(dialect, 'max', { ...pools, ...nonHeap });
    expect(read('live-max', all)).toBe(LIVES_LONG[collector] ?? 100);
  });

  test('metaspace is what was committed: chunks that loaders have and do not fill are resident', () => {
    const used = exposed(dialect, 'used', { Metaspace: 21, 'Compressed Class Space': 6 });
    const committed = exposed(dialect, 'committed', { Metaspace: 47, 'Compressed Class Space': 12 });
    expect(read('metaspace', [...used, ...committed])).toBe(47);
    expect(read('metaspace', used)).toBe(21);
  });

  test('of compiled code only what is used counts: a segment commits pages at its start that nothing touched', () => {
    const used = exposed(dialect, 'used', { "CodeHeap 'non-nmethods'": 1.2, "CodeHeap 'profiled nmethods'": 5.2 });
    const committed = exposed(dialect, 'committed', {
      "CodeHeap 'non-nmethods'": 2.4,
      "CodeHeap 'profiled nmethods'": 5.4,
    });
    expect(read('code-cache', [...used, ...committed])).toBe(6.4);
  });
});

test('Micrometer says by itself how much may live long', () => {
  const own: Series = { metric: 'jvm_gc_max_data_size_bytes', labels: { pod: 'a' }, ...trackOf([[0, 66]]) };
  expect(read('live-max', [...exposed(MICROMETER, 'max', BOUNDS.Serial ?? {}), own])).toBe(66);
});

const micrometer = (pools: Pools) => read('heap-max', exposed(MICROMETER, 'max', pools));
const agent = (pools: Pools) => read('heap-max', exposed(AGENT, 'max', pools));

test('generations that may each take the whole heap are bounded by it once', () => {
  expect(micrometer({ 'ZGC Young Generation': GiB, 'ZGC Old Generation': GiB })).toBe(GiB);
  expect(micrometer({ 'Shenandoah Young Gen': GiB, 'Shenandoah Old Gen': GiB })).toBe(GiB);
  expect(agent({ 'ZGC Young Generation': GiB, 'ZGC Old Generation': GiB })).toBe(GiB);
});

test('a heap of one pool is that pool', () => {
  expect(micrometer({ ZHeap: GiB })).toBe(GiB);
  expect(micrometer({ Shenandoah: GiB })).toBe(GiB);
});

test('generations of a size of their own are added up; a pool without a bound says −1', () => {
  const parallel = { 'PS Eden Space': 150 * MiB, 'PS Survivor Space': 25 * MiB, 'PS Old Gen': 400 * MiB };
  expect(micrometer(parallel)).toBe(575 * MiB);
  expect(Math.round((micrometer({ 'G1 Eden Space': -1, 'G1 Survivor Space': -1, 'G1 Old Gen': GiB }) ?? 0) / MiB)).toBe(
    1024,
  );
  expect(agent(parallel)).toBe(575 * MiB);
});

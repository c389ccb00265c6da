import { expect, test } from 'vitest';
import { matching } from '../../src/collection/matches.ts';
import { GiB, MiB } from '../../src/measurement/bytes.ts';
import { requestsFor } from '../../src/metrics/catalogue.ts';
import { measuredOf } from '../../src/metrics/measured.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';

/** How far the heap may grow, by the first request that has an answer in what a JVM exposes. */
function heapMax(
  metric: string,
  pools: Readonly<Record<string, number>>,
  labels: (pool: string) => Record<string, string>,
) {
  const exposed = Object.entries(pools).map(
    ([pool, max]): Series => ({ metric, labels: { pod: 'a', ...labels(pool) }, ...trackOf([[0, max]]) }),
  );
  for (const request of requestsFor('heap-max', [], 'jvm')) {
    const its = matching(request.matchers);
    const own = exposed.filter((one) => one.metric === request.metric && its(one.labels));
    const measured = measuredOf(request, own, 'a');
    if (measured !== undefined) return measured.track.values.at(-1);
  }
  return undefined;
}

const micrometer = (pools: Readonly<Record<string, number>>) =>
  heapMax('jvm_memory_max_bytes', pools, (id) => ({ area: 'heap', id }));
const agent = (pools: Readonly<Record<string, number>>) =>
  heapMax('jvm.memory.limit', pools, (pool) => ({ jvm_memory_type: 'heap', jvm_memory_pool_name: pool }));

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

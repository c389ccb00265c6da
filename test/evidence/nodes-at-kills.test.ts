import { expect, test } from 'vitest';
import { nodesAtKills } from '../../src/evidence/nodes-at-kills.ts';
import { Readings } from '../../src/evidence/readings.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';
import { aPod, minute } from '../support/a-pod.ts';
import { seriesSource } from '../support/series-source.ts';

const LEVEL = Array.from({ length: 40 }, () => '300').join(' ');

/** A pod that is killed at 300 MiB in minute 39. */
function killed(pod: string, node: string | undefined, more: Partial<PodMemory> & { readonly limit?: number } = {}) {
  return { ...aPod(pod, { rss: `${LEVEL} | ${LEVEL}`, limit: 1000 }), node, ...more };
}

/** One sample a minute, from a law of the minute. */
function gauge(metric: string, labels: Readonly<Record<string, string>>, law: (at: number) => number): Series {
  return { metric, labels, ...trackOf(Array.from({ length: 80 }, (_, i) => [minute(i), law(i)] as const)) };
}

const short = (at: number) => (at >= 38 && at <= 39 ? 90 * MiB : 4000 * MiB);

async function read(pods: readonly PodMemory[], ...series: readonly Series[]) {
  const asked: string[] = [];
  const source = seriesSource('a source', series);
  const counting = {
    ...source,
    series: (...query: Parameters<typeof source.series>) => {
      asked.push(query[0].metric);
      return source.series(...query);
    },
  };
  const question = { signal: new AbortController().signal };
  return { found: await nodesAtKills(new Readings(counting), question, pods), asked };
}

test('the node of a pod at its kill: by its label, its name or its address', async () => {
  for (const [labels, more] of [
    [{ node: 'n-1' }, {}],
    [{ instance: 'n-1:9100' }, {}],
    [{ instance: '10.3.0.9:9100' }, { nodeAddress: '10.3.0.9' }],
  ] as const) {
    const { found } = await read(
      [killed('api-1', 'n-1', more)],
      gauge('node_memory_MemAvailable_bytes', labels, short),
      gauge('node_memory_MemAvailable_bytes', { node: 'n-2', instance: '10.3.0.8:9100' }, () => MiB),
      gauge('node_memory_MemTotal_bytes', labels, () => 8000 * MiB),
      gauge('node_vmstat_oom_kill', labels, (at) => (at < 40 ? 3 : 4)),
      gauge('kube_node_status_condition', { node: 'n-1', condition: 'MemoryPressure', status: 'true' }, () => 0),
      gauge('kube_node_status_condition', { node: 'n-1', condition: 'Ready', status: 'true' }, () => 1),
    );
    expect(found.get('api-1')).toMatchObject([
      { kill: minute(39), node: 'n-1', available: 90 * MiB, total: 8000 * MiB, oomKills: 1 },
    ]);
    if ('node' in labels) expect(found.get('api-1')?.[0]?.pressure).toBe(false);
  }
});

test('who had most of it, of other services', async () => {
  const container = (pod: string, namespace: string, bytes: number, node = 'n-1') =>
    gauge('container_memory_working_set_bytes', { pod, namespace, node, container: 'main' }, () => bytes * MiB);
  const { found } = await read(
    [killed('api-1', 'n-1')],
    gauge('node_memory_MemAvailable_bytes', { node: 'n-1' }, short),
    container('api-1', 'shop', 7000),
    container('import-x', 'batch', 6000),
    container('proxy-y', 'edge', 90),
    container('other-z', 'batch', 7500, 'n-2'),
  );
  expect(found.get('api-1')?.[0]?.largest).toEqual({
    namespace: 'batch',
    pod: 'import-x',
    container: 'main',
    bytes: 6000 * MiB,
  });
});

test('nothing is asked where the kill was at the limit, was inferred, or no label names the node', async () => {
  const atLimit = killed('api-1', 'n-1', { limit: 310 * MiB });
  const { lifetimes, ...rest } = killed('api-2', 'n-1');
  const inferred = { ...rest, lifetimes: lifetimes.map((life) => ({ ...life, inferred: true })) };
  const { found, asked } = await read([atLimit, inferred, killed('api-3', undefined)]);
  expect([...found]).toEqual([]);
  expect(asked).toEqual([]);
});

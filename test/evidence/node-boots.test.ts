import { expect, test } from 'vitest';
import { nodeBoots } from '../../src/evidence/node-boots.ts';
import { Readings } from '../../src/evidence/readings.ts';
import { MINUTE, SECOND } from '../../src/measurement/duration.ts';
import type { Series } from '../../src/metrics/series.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { aPod, minute, T0 } from '../support/a-pod.ts';

/** node_exporter of one node, scraped every minute: it booted last at this minute. */
function exporter(labels: Readonly<Record<string, string>>, ...boots: readonly [at: number, boot: number][]): Series {
  return {
    metric: 'node_boot_time_seconds',
    labels,
    ...trackOf(boots.map(([at, boot]) => [minute(at), minute(boot) / SECOND])),
  };
}

const range = { from: T0, to: T0 + 60 * MINUTE };
const lost = (pod: string, node: string | undefined) => {
  const drawn = aPod(pod, { rss: '200 200 | 200 200', ends: ['restarted'] });
  const lifetimes = drawn.lifetimes.map((life, i) => (i === 0 ? { ...life, reason: 'Unknown', exitCode: 255 } : life));
  return { ...drawn, node, lifetimes };
};

function boots(all: readonly Series[], pods: Parameters<typeof nodeBoots>[2]) {
  const asked: string[] = [];
  const source = {
    name: 'a source',
    series: ({ metric }: { readonly metric: string }) => {
      asked.push(metric);
      return Promise.resolve(all.filter((one) => one.metric === metric));
    },
  };
  const question = { range, signal: new AbortController().signal };
  return nodeBoots(new Readings(source), question, pods).then((found) => ({ found, asked }));
}

test('a boot within the window is that of the pod’s node, by its label or by its address', async () => {
  const { found } = await boots(
    [
      exporter({ node: 'node-a' }, [5, -9000], [40, 30]),
      exporter({ instance: 'node-b:9100' }, [5, -9000], [40, 31]),
      exporter({ node: 'node-c' }, [5, -9000], [40, 32]),
    ],
    [lost('pay-0', 'node-a'), lost('pay-1', 'node-b')],
  );
  expect([...found]).toEqual([
    ['pay-0', [minute(30)]],
    ['pay-1', [minute(31)]],
  ]);
});

test('nothing is asked where every end was seen, or no label names the node', async () => {
  const { found, asked } = await boots([], [aPod('pay-0', { rss: '1 2 3' }), lost('pay-1', undefined)]);
  expect([...found]).toEqual([]);
  expect(asked).toEqual([]);
});

import { expect, test } from 'vitest';
import { nodeLines } from '../../src/diagnosis/lost-node.ts';
import { endMeans, restartRemedy, restartsOf } from '../../src/diagnosis/restarts.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { aPod, minute } from '../support/a-pod.ts';

const FLAT = Array.from({ length: 20 }, () => '200').join(' ');
const LOST = { reason: 'Unknown', exitCode: 255 };

/** A pod whose container ended unseen after twenty minutes, on a node. */
function lostOn(pod: string, node: string | undefined, ended: Partial<typeof LOST> = LOST): PodMemory {
  const drawn = aPod(pod, { rss: `${FLAT} | ${FLAT}`, ends: ['restarted'] });
  return { ...drawn, node, lifetimes: drawn.lifetimes.map((life, i) => (i === 0 ? { ...life, ...ended } : life)) };
}

const spared = { ...aPod('pay-2', { rss: `${FLAT} ${FLAT}` }), node: 'node-b' };

test('a node that boots takes all its containers with it', () => {
  const pod = { ...lostOn('pay-0', 'node-a'), nodeBoots: [minute(20)] };
  expect(nodeLines({ pods: [pod, lostOn('pay-1', 'node-a'), spared] }, pod)).toEqual([
    'Node node-a booted at 22 Nov 10:20 UTC (node_boot_time_seconds).',
    'pay-1 on node-a ended at the same moments; pay-2 on node-b did not.',
  ]);
  const restarts = restartsOf(pod) ?? expect.fail('it did not restart');
  expect(endMeans(restarts)).toMatch(/Its node went down/);
  expect(restartRemedy('pay-0', restarts).steps[0]).toMatch(/kubectl describe node node-a/);
});

test('without the name of its node, the pod leads to it', () => {
  const restarts = restartsOf(lostOn('pay-0', undefined)) ?? expect.fail('it did not restart');
  expect(restartRemedy('pay-0', restarts).steps[0]).toMatch(/kubectl get pod pay-0 -o jsonpath/);
});

test('a program that ends with 255 by itself is no matter of its node', () => {
  const pod = lostOn('pay-0', 'node-a', { reason: 'Error', exitCode: 255 });
  expect(nodeLines({ pods: [pod, spared] }, pod)).toEqual([]);
  expect(endMeans(restartsOf(pod) ?? expect.fail('it did not restart'))).toMatch(/the process’s own/);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { annotatedProcesses, annotatedServices } from '../../../src/collection/pods/annotated-pods.ts';
import { PPROF_PORT } from '../../../src/collection/pods/pod.ts';
import { MiB } from '../../../src/measurement/bytes.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/measurement/duration.ts';
import { aCluster, type Cluster, MISSING, manifest } from './cluster.ts';
import { following } from './following.ts';

const LONG = { timeout: 30_000, interval: 100 };
const ASKS = { [PPROF_PORT]: '6060' };
/** The API keeps whole seconds. */
const NOW = Math.floor(Date.now() / SECOND) * SECOND;
const at = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z');

const running = (restarts: number, lastState = {}) => ({
  name: 'markets-api',
  image: 'i',
  imageID: 'i',
  ready: true,
  restartCount: restarts,
  state: { running: { startedAt: at(NOW - MINUTE) } },
  lastState,
});
const ended = (reason: string, exitCode: number, finished = NOW - 5 * MINUTE) => ({
  terminated: { reason, exitCode, startedAt: at(finished - HOUR), finishedAt: at(finished) },
});
const status = (first: object, more = {}) => ({
  phase: 'Running',
  podIP: '10.1.2.3',
  podIPs: [{ ip: '10.1.2.3' }],
  containerStatuses: [first],
  ...more,
});

describe.skipIf(MISSING.length > 0)(
  `pods of a real API server${MISSING.map((name) => ` (skipped: no ${name})`).join('')}`,
  () => {
    let cluster: Cluster;
    let kubeconfig: string;
    beforeAll(async () => {
      cluster = await aCluster();
      await cluster.namespace('prod');
      await cluster.apply(manifest('kubernetes/pod-reader.yaml', ['ClusterRole', 'ClusterRoleBinding']));
      kubeconfig = cluster.kubeconfig({ token: await cluster.token() });
    });
    afterAll(() => cluster[Symbol.asyncDispose]());

    test('a pod asks to be visited, is, and no longer when it is gone', async () => {
      const pods = await following(kubeconfig, ['prod']);
      await cluster.pod('prod', 'markets-api-7d9f8b6c5-x2xkf', { metadata: { annotations: ASKS } });
      await cluster.status('prod', 'markets-api-7d9f8b6c5-x2xkf', status(running(0)));
      await expect
        .poll(() => annotatedProcesses(pods.watch.now(), 'eu-1'), LONG)
        .toEqual([
          {
            scrapeUrl: 'http://10.1.2.3:6060/metrics',
            labels: {
              cluster: 'eu-1',
              namespace: 'prod',
              pod: 'markets-api-7d9f8b6c5-x2xkf',
              container: 'markets-api',
            },
            pod: 'markets-api-7d9f8b6c5-x2xkf',
          },
        ]);
      await cluster.remove('prod', 'markets-api-7d9f8b6c5-x2xkf');
      await expect.poll(() => pods.names(), LONG).toEqual([]);
      expect(pods.failures).toEqual([]);
    });

    test.each([
      ['an OOM kill', ended('OOMKilled', 137), { end: 'oom-killed' }],
      ['an exit of its own', ended('Error', 1), { end: 'restarted', exitCode: 1, reason: 'Error' }],
      ['a kill by another', ended('Error', 137), { end: 'restarted', exitCode: 137 }],
    ])('%s is known from the status that a kubelet would write', async (_, lastState, lifetime) => {
      const pods = await following(kubeconfig);
      const name = 'orders-6b9c7d5f4-x2xkf';
      await cluster.pod('prod', name, { metadata: { annotations: ASKS } });
      await cluster.status('prod', name, status(running(0)));
      await expect.poll(() => pods.watch.now().find((pod) => pod.name === name)?.ip, LONG).toBe('10.1.2.3');
      await cluster.status('prod', name, status(running(1, lastState)));
      await expect.poll(() => pods.changes.at(-1)?.containers[0]?.restarts, LONG).toBe(1);
      const [service] = annotatedServices(pods.watch.now(), undefined);
      if (service === undefined) throw new Error('no pod asks to be visited');
      const [memory] = await pods.memory(service, [name]);
      await cluster.remove('prod', name);
      expect(memory).toMatchObject({ restarts: 1, limit: 160 * MiB });
      expect(memory?.lifetimes[0]).toMatchObject({ to: NOW - 5 * MINUTE, ...lifetime });
      expect(pods.failures).toEqual([]);
    });

    test('a pod that the kubelet evicted is one, and no kill', async () => {
      const pods = await following(kubeconfig, ['prod']);
      const name = 'orders-6b9c7d5f4-x2xkf';
      await cluster.pod('prod', name, { metadata: { annotations: ASKS } });
      await cluster.status('prod', name, status(running(0)));
      await expect.poll(() => pods.watch.now()[0]?.ip, LONG).toBe('10.1.2.3');
      const [service] = annotatedServices(pods.watch.now(), undefined);
      if (service === undefined) throw new Error('no pod asks to be visited');
      const end = { ...running(0), ready: false, state: ended('Error', 137) };
      const decided = {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'TerminationByKubelet',
        message: 'The node was low on resource: memory.',
        lastTransitionTime: at(NOW - 5 * MINUTE - SECOND),
      };
      const gone = { phase: 'Failed', reason: 'Evicted', message: decided.message, conditions: [decided] };
      await cluster.status('prod', name, status(end, gone));
      await expect.poll(() => pods.watch.now()[0]?.evictedAt, LONG).toBe(NOW - 5 * MINUTE - SECOND);
      const [memory] = await pods.memory(service, [name]);
      await cluster.remove('prod', name);
      expect(memory?.kills).toEqual([]);
      expect(Math.abs((memory?.evictedAt ?? 0) - (NOW - 5 * MINUTE))).toBeLessThan(MINUTE / 2);
    });

    test('limits are what the server makes of what people write', async () => {
      const limits = {
        '1.5Gi': 1536 * MiB,
        '0.1Gi': 107_374_183,
        '1e9': 1e9,
        '128974848000m': 128_974_848,
        '1G': 1e9,
        '0.5Ti': 524_288 * MiB,
      };
      const pods = await following(kubeconfig, ['prod']);
      const container = (memory: string, i: number) => ({
        name: `c${i}`,
        image: 'i',
        resources: { limits: { memory } },
      });
      await cluster.pod('prod', 'limits-1', {
        spec: { nodeName: 'node-1', containers: [...Object.keys(limits).map(container), { name: 'none', image: 'i' }] },
      });
      await cluster.pod('prod', 'limits-2', {
        spec: {
          nodeName: 'node-1',
          resources: { limits: { memory: '2Gi' } },
          containers: [{ name: 'none', image: 'i' }],
        },
      });
      await expect.poll(() => pods.names(), LONG).toEqual(['limits-1', 'limits-2']);
      const read = pods.watch.now().map((pod) => pod.containers.map(({ memoryLimit }) => memoryLimit));
      expect(read).toEqual([[...Object.values(limits), undefined], [2048 * MiB]]);
      for (const name of pods.names()) await cluster.remove('prod', name);
    });
  },
);

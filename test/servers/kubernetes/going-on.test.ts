import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aCluster, type Cluster, MISSING, manifest } from './cluster.ts';
import { following } from './following.ts';

const LONG = { timeout: 120_000, interval: 200 };

describe.skipIf(MISSING.length > 0)(
  `a watch of a real API server goes on${MISSING.map((name) => ` (skipped: no ${name})`).join('')}`,
  () => {
    let cluster: Cluster;
    let kubeconfig: string;
    beforeAll(async () => {
      cluster = await aCluster();
      await cluster.namespace('prod');
      await cluster.namespace('shop');
      await cluster.apply(manifest('kubernetes/pod-reader.yaml', ['ClusterRole', 'ClusterRoleBinding']));
      kubeconfig = cluster.kubeconfig({ token: await cluster.token() });
    });
    afterAll(() => cluster[Symbol.asyncDispose]());

    /** As if someone had deleted it, while no one could be told. */
    const lost = (namespace: string, name: string) =>
      cluster.server.etcd('deleterange', {
        key: Buffer.from(`/registry/pods/${namespace}/${name}`).toString('base64'),
      });
    const compacted = async () => {
      const { header } = await cluster.server.etcd('range', { key: 'eA==' });
      await cluster.server.etcd('compaction', { revision: header.revision, physical: true });
    };

    test('over a restart: what came, changed and went meanwhile is known, though the server has forgotten where it was', async () => {
      const pods = await following(kubeconfig);
      await cluster.pod('prod', 'stays-1');
      await cluster.pod('prod', 'goes-1');
      await expect.poll(() => pods.names(), LONG).toEqual(['goes-1', 'stays-1']);
      await cluster.server.stop();
      expect((await lost('prod', 'goes-1')).deleted).toBe('1');
      await compacted();
      await expect.poll(() => pods.failures.join('\n'), LONG).toContain('is unreachable: nothing listens there');
      await cluster.server.start();
      await cluster.pod('prod', 'comes-1');
      await expect.poll(() => pods.names(), LONG).toEqual(['comes-1', 'stays-1']);
      await cluster.annotate('prod', 'stays-1', { 'leakbot.dev/pprof-port': '6060' });
      await expect.poll(() => pods.watch.now().find(({ name }) => name === 'stays-1')?.pprofPort, LONG).toBe('6060');
      // What has not changed is not recorded again.
      expect(pods.changes.map(({ name }) => name)).toEqual(['stays-1', 'goes-1', 'comes-1', 'stays-1']);
      for (const name of ['stays-1', 'comes-1']) await cluster.remove('prod', name);
      await expect.poll(() => pods.names(), LONG).toEqual([]);
    });

    test('over a kill of the server, and pods of the same name made anew', async () => {
      const pods = await following(kubeconfig, ['prod']);
      await cluster.pod('prod', 'web-0');
      await expect.poll(() => pods.names(), LONG).toEqual(['web-0']);
      const before = pods.watch.now()[0]?.uid;
      await cluster.server.stop('SIGKILL');
      await lost('prod', 'web-0');
      await cluster.server.start();
      await cluster.pod('prod', 'web-0');
      await expect.poll(() => pods.changes.length, LONG).toBe(2);
      expect(pods.watch.now().map(({ uid }) => uid === before)).toEqual([false]);
      await cluster.remove('prod', 'web-0');
    });

    test('in a namespace where nothing happens, while everything is forgotten elsewhere', async () => {
      const pods = await following(kubeconfig, ['shop']);
      await cluster.pod('shop', 'quiet-1');
      await expect.poll(() => pods.names(), LONG).toEqual(['quiet-1']);
      for (let round = 0; round < 3; round += 1) {
        for (let i = 0; i < 50; i += 1) await cluster.annotate('shop', 'quiet-1', {});
        await cluster.pod('prod', `busy-${round}`);
        await compacted();
        await new Promise((resolve) => setTimeout(resolve, 15_000));
      }
      await cluster.remove('shop', 'quiet-1');
      await expect.poll(() => pods.names(), LONG).toEqual([]);
      expect(pods.failures).toEqual([]);
      for (let round = 0; round < 3; round += 1) await cluster.remove('prod', `busy-${round}`);
    });

    test('of 1,200 pods, all are known, by pages', async () => {
      const names = Array.from({ length: 1200 }, (_, i) => `many-${String(i).padStart(4, '0')}`);
      for (let i = 0; i < names.length; i += 20)
        await Promise.all(names.slice(i, i + 20).map((name) => cluster.pod('shop', name)));
      const pods = await following(kubeconfig);
      await expect.poll(() => pods.names().length, LONG).toBe(1200);
      expect(pods.names()).toEqual(names);
      expect(pods.failures).toEqual([]);
      await cluster.server.ask('DELETE', '/api/v1/namespaces/shop/pods?gracePeriodSeconds=0');
      await expect.poll(() => pods.names().length, LONG).toBe(0);
    });

    test('a server that takes connections and says nothing is missed, and found again', async () => {
      const pods = await following(kubeconfig, ['prod']);
      await cluster.pod('prod', 'web-0');
      await expect.poll(() => pods.names(), LONG).toEqual(['web-0']);
      cluster.server.freeze(true);
      await expect.poll(() => pods.failures.join('\n'), LONG).toContain('does not answer any more');
      cluster.server.freeze(false);
      await cluster.remove('prod', 'web-0');
      await expect.poll(() => pods.names(), LONG).toEqual([]);
    });
  },
);

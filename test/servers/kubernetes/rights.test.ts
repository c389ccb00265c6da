import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkKubernetes } from '../../../src/commands/doctor-kubernetes.ts';
import { aCluster, type Cluster, MISSING, rolesIn } from './cluster.ts';
import { following } from './following.ts';

const LONG = { timeout: 120_000, interval: 200 };
const REFUSED =
  "the API of Kubernetes refuses the pods of the namespace shop (403): the service account needs list and watch of pods there (a Role, the chart's kubernetes.namespaces)";

describe.skipIf(MISSING.length > 0)(
  `rights that a real API server checks${MISSING.map((name) => ` (skipped: no ${name})`).join('')}`,
  () => {
    let cluster: Cluster;
    beforeAll(async () => {
      cluster = await aCluster();
      for (const name of ['prod', 'shop', 'empty']) await cluster.namespace(name);
      await cluster.apply(rolesIn(['prod', 'empty']));
      await cluster.pod('prod', 'web-0', { metadata: { annotations: { 'leakbot.dev/pprof-port': '6060' } } });
      await cluster.pod('shop', 'cart-0');
    });
    afterAll(() => cluster[Symbol.asyncDispose]());

    const account = async (name: string, verbs: readonly string[]) => {
      await cluster.apply([
        { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'leakbot' } },
        ...rolesIn(['prod']).map((each) => {
          const text = JSON.stringify({
            ...each,
            ...('rules' in each ? { rules: [{ apiGroups: [''], resources: ['pods'], verbs }] } : {}),
          });
          return JSON.parse(
            text.replaceAll('leakbot-leakbot-pods', `${name}-pods`).replace('"name":"leakbot"', `"name":"${name}"`),
          ) as object;
        }),
      ]);
      return name;
    };

    test('a namespace that it may not read is named; those that it may are read', async () => {
      const kubeconfig = cluster.kubeconfig({ token: await cluster.token() });
      const pods = await following(kubeconfig, ['prod', 'shop']);
      await expect.poll(() => pods.names(), LONG).toEqual(['web-0']);
      await expect.poll(() => pods.failures, LONG).toContain(`UnavailableError: ${REFUSED}`);
      // Once someone grants it, it is read without a restart.
      await cluster.apply(rolesIn(['shop']));
      await expect.poll(() => pods.names(), LONG).toEqual(['cart-0', 'web-0']);
      await cluster.server.ask(
        'DELETE',
        '/apis/rbac.authorization.k8s.io/v1/namespaces/shop/rolebindings/leakbot-leakbot-pods',
      );
      await cluster.server.ask(
        'DELETE',
        '/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles/leakbot-leakbot-pods',
      );
    });

    test('doctor says of each namespace what it may', async () => {
      const kubeconfig = cluster.kubeconfig({ token: await cluster.token() });
      expect(await checkKubernetes({ kubeconfig, namespaces: ['prod', 'shop', 'empty'] })).toEqual([
        { state: 'fault', says: REFUSED },
        { state: 'warning', says: 'no pod is in empty', fix: 'Correct kubernetes.namespaces in leakbot.yaml.' },
        { state: 'ok', says: '1 pod in prod, 1 with the annotation leakbot.dev/pprof-port' },
      ]);
      const [whole] = await checkKubernetes({ kubeconfig, namespaces: [] });
      expect(whole?.state).toBe('fault');
      expect(whole?.says).toContain('refuses the pods of the whole cluster (403)');
    });

    test('doctor sees that pods may be listed and not watched; get is not needed', async () => {
      const check = async (verbs: readonly string[]) => {
        const name = await account(`may-${verbs.join('-')}`, verbs);
        const kubeconfig = cluster.kubeconfig({ token: await cluster.token(name) });
        return (await checkKubernetes({ kubeconfig, namespaces: ['prod'] }))[0]?.state;
      };
      expect(await check(['list'])).toBe('fault');
      expect(await check(['list', 'watch'])).toBe('ok');
    });

    test.each(['', '/'])('the address of the server may end with "%s"', async (end) => {
      const kubeconfig = cluster.kubeconfig(
        { token: await cluster.token() },
        { server: `${cluster.server.url}${end}` },
      );
      const pods = await following(kubeconfig, ['prod']);
      await expect.poll(() => pods.names(), LONG).toEqual(['web-0']);
      await cluster.annotate('prod', 'web-0', { seen: end });
      await expect.poll(() => pods.changes.length, LONG).toBe(2);
      expect(pods.failures).toEqual([]);
    });

    test('a server of another authority is not trusted, and it is said what to set', async () => {
      const other = join(cluster.server.folder, 'sa.pub');
      const token = await cluster.token();
      const untrusted = cluster.kubeconfig({ token }, { 'certificate-authority': undefined });
      const [check] = await checkKubernetes({ kubeconfig: untrusted, namespaces: ['prod'] });
      expect(check?.says).toMatch(
        /signed by .*; let certificate-authority-data of the cluster in KUBECONFIG be its authority's/,
      );
      const broken = cluster.kubeconfig({ token }, { 'certificate-authority': other });
      expect((await checkKubernetes({ kubeconfig: broken, namespaces: ['prod'] }))[0]?.state).toBe('fault');
    });

    test('a token that expires is missed, and a new one in its file is taken', async () => {
      await account('rotates', ['list', 'watch']);
      const file = join(cluster.server.folder, 'token');
      // As the kubelet does: a new file in the place of the old.
      const write = (token: string) => {
        writeFileSync(`${file}.new`, `${token}\n`);
        renameSync(`${file}.new`, file);
      };
      // The server takes a token for a minute after its end: this one for half a minute more.
      write(await cluster.signedToken('rotates', -30));
      const pods = await following(cluster.kubeconfig({ tokenFile: file }), ['prod']);
      await expect.poll(() => pods.names(), LONG).toEqual(['web-0']);
      await expect.poll(() => pods.failures.join('\n'), LONG).toContain('does not know who asks (401)');
      write(await cluster.token('rotates'));
      await cluster.pod('prod', 'web-1');
      await expect.poll(() => pods.names(), LONG).toEqual(['web-0', 'web-1']);
      await cluster.remove('prod', 'web-1');
    });

    test('one that is revoked is refused, a file that is gone for a while does no harm', async () => {
      await account('revoked', ['list', 'watch']);
      const token = await cluster.token('revoked');
      const kubeconfig = cluster.kubeconfig({ token });
      expect((await checkKubernetes({ kubeconfig, namespaces: ['prod'] }))[0]?.state).toBe('ok');
      await cluster.server.ask('DELETE', '/api/v1/namespaces/leakbot/serviceaccounts/revoked');
      const says = async () => (await checkKubernetes({ kubeconfig, namespaces: ['prod'] }))[0]?.says;
      await expect.poll(says, LONG).toContain('does not know who asks (401)');
      const absent = await following(cluster.kubeconfig({ tokenFile: join(cluster.server.folder, 'no-token') }), [
        'prod',
      ]);
      await expect.poll(() => absent.failures.length, LONG).toBeGreaterThan(0);
      writeFileSync(join(cluster.server.folder, 'no-token'), await cluster.token());
      await expect.poll(() => absent.names(), LONG).toEqual(['web-0']);
    });
  },
);

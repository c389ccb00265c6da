import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aCluster, type Cluster, MISSING, manifest } from './cluster.ts';

/** What a kubelet would have written, at times that are not now. */
const AT = '2026-11-29T11:30:00Z';
const container = (restartCount: number, more: object) => ({
  name: 'markets-api',
  image: 'registry.example.com/markets-api:2.14.0',
  imageID: '',
  ready: true,
  restartCount,
  ...more,
});
const RUNNING = { running: { startedAt: '2026-11-29T11:30:04Z' } };
const terminated = (reason: string, exitCode: number) => ({
  terminated: { exitCode, reason, startedAt: '2026-11-29T10:00:00Z', finishedAt: AT },
});
const EVICTED = {
  phase: 'Failed',
  reason: 'Evicted',
  message: 'The node was low on resource: memory.',
  conditions: [{ type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet', lastTransitionTime: AT }],
};

describe.skipIf(MISSING.length > 0)(
  `what a real API server sends${MISSING.map((name) => ` (skipped: no ${name})`).join('')}`,
  () => {
    let cluster: Cluster;
    let token: string;
    beforeAll(async () => {
      cluster = await aCluster();
      await cluster.namespace('prod');
      await cluster.apply(manifest('kubernetes/pod-reader.yaml', ['ClusterRole', 'ClusterRoleBinding']));
      token = await cluster.token();
    });
    afterAll(() => cluster[Symbol.asyncDispose]());

    /** The lines of an answer, as they came. */
    const lines = (path: string, bearer = token) =>
      new Promise<readonly string[]>((resolve, reject) => {
        const agent = new Agent({ ca: readFileSync(cluster.server.authority) });
        get(`${cluster.server.url}${path}`, { agent, headers: { authorization: `Bearer ${bearer}` } }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => resolve(Buffer.concat(chunks).toString().trim().split('\n')));
        }).on('error', reject);
      });

    test('is what the unit tests replay (-u writes it)', async () => {
      const path = '/api/v1/namespaces/prod/pods';
      await cluster.pod('prod', 'markets-api-7d9f8b6c5-x2xkf', {
        metadata: { annotations: { 'leakbot.dev/pprof-port': '6060' } },
      });
      await cluster.pod('prod', 'markets-api-7d9f8b6c5-k7pvd');
      const list = await lines(`${path}?limit=1`);
      const { metadata } = JSON.parse(list[0] ?? '') as {
        readonly metadata: { readonly continue: string; readonly resourceVersion: string };
      };
      const rest = await lines(`${path}?limit=1&continue=${encodeURIComponent(metadata.continue)}`);
      const watched = lines(
        `${path}?watch=true&allowWatchBookmarks=true&timeoutSeconds=12&resourceVersion=${metadata.resourceVersion}`,
      );
      const status = (name: string, of: object) => cluster.status('prod', name, of);
      const ip = { podIP: '10.1.2.3', podIPs: [{ ip: '10.1.2.3' }] };
      await status('markets-api-7d9f8b6c5-x2xkf', {
        ...ip,
        phase: 'Running',
        containerStatuses: [container(0, { state: RUNNING })],
      });
      const killed = container(1, { state: RUNNING, lastState: terminated('OOMKilled', 137) });
      await status('markets-api-7d9f8b6c5-x2xkf', { containerStatuses: [killed] });
      await status('markets-api-7d9f8b6c5-k7pvd', {
        ...EVICTED,
        containerStatuses: [container(0, { ready: false, state: terminated('Error', 137) })],
      });
      await cluster.remove('prod', 'markets-api-7d9f8b6c5-x2xkf');
      const changes = await watched;
      await cluster.server.stop();
      await cluster.server.start();
      const gone = await lines(`${path}?watch=true&timeoutSeconds=5&resourceVersion=${metadata.resourceVersion}`);
      const refused = await lines('/api/v1/namespaces/prod/secrets');
      const unknown = await lines(path, 'not a token');
      const all = { list, rest, changes, gone, refused, unknown };
      const text = Object.entries(all).map(([name, each]) => `${name} ${each.join(`\n${name} `)}\n`);
      await expect(unvarying(text.join(''))).toMatchFileSnapshot('../../fixtures/kubernetes/stream.txt');
    });
  },
);

/** Without what is another at each run: identities, versions, the time of day, what was drawn by lot. */
function unvarying(text: string): string {
  const seen = new Map<string, string>();
  const named = (each: string, name: (n: number) => string) => {
    if (!seen.has(each)) seen.set(each, name(seen.size + 1));
    return seen.get(each) ?? '';
  };
  const versions = [...new Set([...text.matchAll(/"resourceVersion":"(\d+)"/g)].map(([, version]) => Number(version)))];
  const order = new Map(versions.toSorted((a, b) => a - b).map((version, i) => [String(version), String(1000 + i)]));
  return (
    text
      .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, (uid) =>
        named(uid, (n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`),
      )
      .replace(/"resourceVersion":"(\d+)"/g, (_, version: string) => `"resourceVersion":"${order.get(version)}"`)
      .replace(/too old resource version: \d+ \(\d+\)/g, 'too old resource version: 1001 (1009)')
      .replace(/"continue":"[^"]+"/g, '"continue":"a-token"')
      .replace(/"(?!2026-11-29T)\d{4}-\d\d-\d\dT[\d:]+Z"/g, '"2026-11-29T09:00:00Z"')
      .replace(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-x7x7x')
      // One or two bookmarks come before the end.
      .replace(/^(.*\n)\1+/gm, '$1')
  );
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { kubeconfigText } from '../../../scripts/set-ups/kubeconfig.ts';
import { PodWatch } from '../../../src/adapters/kubernetes/pod-watch.ts';
import { loopback } from '../../support/loopback.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leakbot-credentials-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

/** A server without pods whose streams end at once, and what it was told of who asks; watched by a user of a kubeconfig. */
async function watchedBy(user: object) {
  const bearers: (string | undefined)[] = [];
  const failures: string[] = [];
  const server = await loopback((request, response) => {
    bearers.push(request.headers.authorization);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      request.url?.includes('watch') ? '' : '{"kind":"PodList","metadata":{"resourceVersion":"1"},"items":[]}',
    );
  });
  const config = JSON.parse(kubeconfigText(server.url)) as object;
  const kubeconfig = join(folder, 'config');
  writeFileSync(kubeconfig, JSON.stringify({ ...config, users: [{ name: 'u', user }] }));
  const failed = (error: unknown) => failures.push(String(error));
  const watch = new PodWatch({ kubeconfig, namespaces: ['prod'], changed: () => undefined, failed });
  onTestFinished(async () => {
    await watch.stop();
    await server[Symbol.asyncDispose]();
  });
  await watch.start();
  return { bearers, failures };
}

test('a token in a file beside the kubeconfig, by the name that kubectl writes, before one that is written out', async () => {
  mkdirSync(join(folder, 'secret'));
  writeFileSync(join(folder, 'secret/token'), 'of-the-file\n');
  const { bearers } = await watchedBy({ tokenFile: 'secret/token', token: 'written-out' });
  await expect
    .poll(() => bearers.slice(0, 2), { timeout: 10_000 })
    .toEqual(['Bearer of-the-file', 'Bearer of-the-file']);
});

test('a program that gives no token for a while ends nothing: it is said, and asked again', async () => {
  const credential = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential' };
  const status = { token: 'from-a-program', expirationTimestamp: '2020-01-01T00:00:00Z' };
  writeFileSync(join(folder, 'given'), JSON.stringify({ ...credential, status }));
  const given = join(folder, 'given');
  const exec = { ...credential, command: 'cat', args: [given], interactiveMode: 'Never' };
  const { bearers, failures } = await watchedBy({ exec });
  await expect.poll(() => bearers.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(2);
  rmSync(given);
  await expect.poll(() => failures.join('\n'), { timeout: 10_000 }).toContain('is unreachable');
  writeFileSync(given, JSON.stringify({ ...credential, status }));
  const before = bearers.length;
  await expect.poll(() => bearers.length, { timeout: 15_000 }).toBeGreaterThan(before);
  expect(new Set(bearers)).toEqual(new Set(['Bearer from-a-program']));
});

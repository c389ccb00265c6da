import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { PodWatch } from '../../../src/adapters/kubernetes/pod-watch.ts';
import type { Pod } from '../../../src/collection/pods/pod.ts';
import { MiB } from '../../../src/measurement/bytes.ts';
import { kubeconfigOf } from '../../support/kubernetes-stand-in.ts';
import { loopback } from '../../support/loopback.ts';

/** What kube-apiserver 1.36.3 sent, line by line, each after the name of its answer (test/servers/kubernetes/stream.test.ts). */
const RECORDED = readFileSync(new URL('../../fixtures/kubernetes/stream.txt', import.meta.url), 'utf8').split('\n');
const part = (name: string) =>
  RECORDED.flatMap((line) => (line.startsWith(`${name} `) ? [`${line.slice(name.length + 1)}\n`] : []));
const HALF_PAST = Date.parse('2026-11-29T11:30:00Z');

/** A server that gives the recorded answers in order; what it was asked for, and what Leakbot made of them. */
async function replayed(answers: readonly { readonly status?: number; readonly body: readonly string[] }[]) {
  const asked: string[] = [];
  const left = [...answers];
  const server = await loopback((request, response) => {
    asked.push(request.url ?? '');
    const next = left.shift();
    if (next === undefined) {
      // A stream on which nothing happens.
      response.writeHead(200).flushHeaders();
      return;
    }
    response.writeHead(next.status ?? 200, { 'content-type': 'application/json' });
    response.end(next.body.join(''));
  });
  const failures: string[] = [];
  const changes: Pod[] = [];
  const watch = new PodWatch({
    kubeconfig: kubeconfigOf(server.url),
    namespaces: ['prod'],
    changed: (pod) => changes.push(pod),
    failed: (error) => failures.push(String(error)),
  });
  onTestFinished(async () => {
    await watch.stop();
    await server[Symbol.asyncDispose]();
  });
  await watch.start();
  await expect.poll(() => asked.length, { timeout: 15_000 }).toBe(answers.length + 1);
  return { asked, failures, changes, watch };
}

test('pages, then changes up to a bookmark, from which the next stream goes on', async () => {
  const { asked, failures, changes, watch } = await replayed([
    { body: part('list') },
    { body: part('rest') },
    { body: part('changes') },
  ]);
  expect(failures).toEqual([]);
  expect(asked.map((url) => /(?:continue|resourceVersion)=[^&]*/.exec(url)?.[0])).toEqual([
    undefined,
    'continue=a-token',
    'resourceVersion=1001',
    'resourceVersion=1006',
  ]);
  const x2xkf = changes.filter(({ name }) => name.endsWith('x2xkf'));
  expect(x2xkf.map(({ containers: [first] }) => [first?.running, first?.restarts, first?.ended?.reason])).toEqual([
    [false, 0, undefined],
    [true, 0, undefined],
    [true, 1, 'OOMKilled'],
    // It is asked to end before it is gone.
    [true, 1, 'OOMKilled'],
  ]);
  expect(x2xkf.at(-1)).toMatchObject({
    pprofPort: '6060',
    ip: '10.1.2.3',
    node: 'node-1',
    owner: { kind: 'ReplicaSet', name: 'markets-api-7d9f8b6c5' },
    containers: [{ memoryLimit: 160 * MiB, ended: { exitCode: 137, finishedAt: HALF_PAST } }],
  });
  // The other was deleted.
  expect(watch.now()).toMatchObject([{ name: 'markets-api-7d9f8b6c5-k7pvd', evictedAt: HALF_PAST }]);
});

test('a version that is too old: the pods are listed again, and what went meanwhile is gone', async () => {
  const { asked, failures, watch } = await replayed([
    { body: part('list') },
    { body: part('rest') },
    { body: part('gone') },
    { body: part('rest') },
  ]);
  expect(failures).toEqual([]);
  expect(asked[3]).not.toContain('watch');
  expect(watch.now().map(({ name }) => name)).toEqual(['markets-api-7d9f8b6c5-x2xkf']);
});

test('a list that is too old for its second page is asked for at once', async () => {
  const expired = JSON.stringify({ kind: 'Status', code: 410, reason: 'Expired' });
  const { asked, failures, watch } = await replayed([
    { body: part('list') },
    { status: 410, body: [expired] },
    { body: part('rest') },
  ]);
  expect(failures).toEqual([]);
  expect(asked[2]).not.toMatch(/limit|continue/);
  expect(watch.now().map(({ name }) => name)).toEqual(['markets-api-7d9f8b6c5-x2xkf']);
});

test.each([
  [401, 'unknown', /does not know who asks \(401\)/],
  [403, 'refused', /refuses the pods of the namespace prod \(403\)/],
  [500, 'refused', /answered 500 when asked for pods of the namespace prod/],
])('%d is said, and asked again', async (status, name, says) => {
  const { failures, watch } = await replayed([{ status, body: part(name) }, { body: part('rest') }]);
  expect(failures).toEqual([expect.stringMatching(says)]);
  expect(watch.now()).toHaveLength(1);
});

test('a status in the middle of a stream is said: it is no quiet end', async () => {
  const broken = `${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 500, message: 'etcdserver: no leader' } })}\n`;
  const { failures } = await replayed([{ body: part('rest') }, { body: [broken] }]);
  expect(failures).toEqual([expect.stringContaining('answered 500')]);
});

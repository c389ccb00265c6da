import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { kubeconfigText } from '../../scripts/set-ups/kubeconfig.ts';
import { loopback } from './loopback.ts';

/**
 * What of the API of Kubernetes a watch of pods speaks: a list, and a stream of JSON lines that a test writes. `kubeconfig` is a
 * file that names it.
 */
export async function aKubernetes(items: readonly object[]) {
  const streams: ServerResponse[] = [];
  const asked: string[] = [];
  const cluster = { items, refuses: 0, streams, asked };
  const server = await loopback((request, response) => {
    const url = new URL(request.url ?? '', 'http://host');
    asked.push(`${url.pathname}${url.searchParams.has('watch') ? ' watch' : ''}`);
    if (cluster.refuses > 0) {
      cluster.refuses -= 1;
      response.writeHead(403, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ kind: 'Status', code: 403, reason: 'Forbidden' }));
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    if (!url.searchParams.has('watch')) {
      const metadata = { resourceVersion: '10' };
      response.end(JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata, items: cluster.items }));
      return;
    }
    response.flushHeaders();
    streams.push(response);
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const say = (type: string, object: object) => streams.at(-1)?.write(`${JSON.stringify({ type, object })}\n`);
  return { kubeconfig: kubeconfigOf(server.url), cluster, say };
}

/** As `kubectl` would reach it. */
function kubeconfigOf(server: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'leakbot-kubeconfig-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'config');
  writeFileSync(file, kubeconfigText(server));
  return file;
}

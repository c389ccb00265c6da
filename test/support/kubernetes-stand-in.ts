import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { kubeconfigText } from '../../scripts/set-ups/kubeconfig.ts';
import { loopback } from './loopback.ts';

/**
 * What of the API of Kubernetes a watch of pods speaks, as a real server was seen to (test/servers/kubernetes): a list by pages,
 * and a stream of JSON lines that a test writes and that ends when its time is over. `kubeconfig` is a file that names it.
 */
export async function aKubernetes(items: readonly object[]) {
  const streams: ServerResponse[] = [];
  const asked: string[] = [];
  const cluster = { items, refuses: 0, streams, asked };
  const server = await loopback((request, response) => {
    const url = new URL(request.url ?? '', 'http://host');
    const { searchParams } = url;
    asked.push(`${url.pathname}${searchParams.has('watch') ? ' watch' : ''}`);
    if (cluster.refuses > 0) {
      cluster.refuses -= 1;
      response.writeHead(403, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code: 403, reason: 'Forbidden' }),
      );
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    if (!searchParams.has('watch')) {
      response.end(JSON.stringify(pageOf(cluster.items, searchParams)));
      return;
    }
    response.flushHeaders();
    streams.push(response);
    const over = setTimeout(() => response.end(), Number(searchParams.get('timeoutSeconds') ?? 1800) * 1000);
    over.unref();
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const say = (type: string, object: object) => streams.at(-1)?.write(`${JSON.stringify({ type, object })}\n`);
  return { kubeconfig: kubeconfigOf(server.url), cluster, say };
}

/** In a list, no pod says that it is one. */
function pageOf(items: readonly object[], asked: URLSearchParams): object {
  const from = Number(asked.get('continue') ?? 0);
  const to = from + Number(asked.get('limit') ?? items.length);
  const more = to < items.length ? { continue: String(to), remainingItemCount: items.length - to } : {};
  const page = items.slice(from, to).map((item) => ({ ...item, kind: undefined, apiVersion: undefined }));
  return { kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion: '10', ...more }, items: page };
}

/** As `kubectl` would reach it. */
export function kubeconfigOf(server: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'leakbot-kubeconfig-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'config');
  writeFileSync(file, kubeconfigText(server));
  return file;
}

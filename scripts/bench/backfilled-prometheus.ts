import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { UnavailableError } from '../../src/foundation/errors.ts';
import { SECOND } from '../../src/measurement/duration.ts';

const run = promisify(execFile);
const PATIENCE = 60 * SECOND;

/** A real Prometheus whose store was filled before it started; it also scrapes itself. */
export interface BackfilledPrometheus extends AsyncDisposable {
  readonly url: string;
}

/**
 * Fills a store with OpenMetrics pages and starts Prometheus on it. promtool reads a page once for every two hours that
 * it spans, so long series come as pages of two hours.
 */
export async function backfilledPrometheus(
  pages: Iterable<string>,
  program = 'prometheus',
): Promise<BackfilledPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'leakbot-prometheus-'));
  const data = join(folder, 'data');
  const page = join(folder, 'page.om');
  for (const text of pages) {
    await writeFile(page, text);
    await run('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', page, data]);
  }
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = join(folder, 'prometheus.yml');
  const scrape = { job_name: 'self', scrape_interval: '1s', static_configs: [{ targets: [`127.0.0.1:${port}`] }] };
  await writeFile(config, JSON.stringify({ scrape_configs: [scrape] }));
  const flags = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${data}`,
    // What is filled in may be old.
    '--storage.tsdb.retention.time=10y',
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  const server = spawn(program, [...flags, '--log.level=error'], { stdio: 'ignore' });
  const close = async () => {
    const ended = server.exitCode === null ? once(server, 'exit') : undefined;
    server.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await ready(url, server);
  } catch (error) {
    await close();
    throw error;
  }
  return { url, [Symbol.asyncDispose]: close };
}

async function ready(url: string, server: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + PATIENCE; Date.now() < deadline; await sleep(100)) {
    if (server.exitCode !== null)
      throw new UnavailableError(`prometheus ended with ${server.exitCode} at ${url}`, { retryable: false });
    const answer = await fetch(`${url}/-/ready`).catch(() => undefined);
    if (answer?.ok === true) return;
  }
  throw new UnavailableError(`prometheus at ${url} was not ready within ${PATIENCE / SECOND} s`, { retryable: false });
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new UnavailableError('no free port', { retryable: true });
  return address.port;
}

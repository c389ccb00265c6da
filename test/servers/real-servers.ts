import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where a program of the tier is: test/README.md says how to come by them. */
export const PROGRAMS = {
  'Prometheus 2': 'prometheus',
  Prometheus: process.env['PROMETHEUS3'] ?? 'prometheus3',
  VictoriaMetrics: process.env['VICTORIA_METRICS'] ?? 'victoria-metrics',
  go: 'go',
  'kube-apiserver': process.env['KUBE_APISERVER'] ?? 'kube-apiserver',
  etcd: process.env['ETCD'] ?? 'etcd',
} as const;

export function isMissing(program: keyof typeof PROGRAMS): boolean {
  return spawnSync(PROGRAMS[program], [program === 'go' ? 'version' : '--version']).error !== undefined;
}

export interface RealServer extends AsyncDisposable {
  readonly url: string;
  /** Where it takes metrics: OpenTelemetry's by OTLP over HTTP, or the text of a scrape. */
  readonly intake: string;
}

const PROMOTED = ['cluster.name', 'namespace.name', 'pod.name', 'container.name'].map((name) => `k8s.${name}`);

/** Prometheus 3 with its OTLP receiver: Kubernetes' attributes on each series, or as it comes, in `target_info` alone. */
export async function prometheus3(strategy: string, { promoted = true } = {}): Promise<RealServer> {
  const folder = await mkdtemp(join(tmpdir(), 'leakbot-prometheus3-'));
  const config = join(folder, 'prometheus.yml');
  const otlp = { translation_strategy: strategy, ...(promoted ? { promote_resource_attributes: PROMOTED } : {}) };
  await writeFile(config, JSON.stringify({ otlp }));
  const port = await freePort();
  const flags = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--web.enable-otlp-receiver',
  ];
  return started(PROGRAMS.Prometheus, flags, {
    folder,
    url: `http://127.0.0.1:${port}`,
    ready: '/-/ready',
    intake: '/api/v1/otlp/v1/metrics',
  });
}

/** Debian's VictoriaMetrics, 1.79, takes no OTLP: only what is known to take it is asked to. */
export function takesNoOtlp(): boolean {
  const { stderr, stdout } = spawnSync(PROGRAMS.VictoriaMetrics, ['-help'], { encoding: 'utf8' });
  return !`${stderr}${stdout}`.includes('-opentelemetry.usePrometheusNaming');
}

/** VictoriaMetrics as it comes, but for the newest samples, which it holds back for half a minute. */
export async function victoriaMetrics(
  more: readonly string[] = [],
  intake = '/api/v1/import/prometheus',
): Promise<RealServer> {
  const folder = await mkdtemp(join(tmpdir(), 'leakbot-victoria-'));
  const port = await freePort();
  const flags = [
    `-storageDataPath=${join(folder, 'data')}`,
    `-httpListenAddr=127.0.0.1:${port}`,
    '-search.latencyOffset=0s',
    // What is filled in may be old.
    '-retentionPeriod=10y',
    ...more,
  ];
  const url = `http://127.0.0.1:${port}`;
  return started(PROGRAMS.VictoriaMetrics, flags, {
    folder,
    url,
    ready: '/health',
    intake,
  });
}

interface Starting {
  readonly folder: string;
  readonly url: string;
  readonly ready: string;
  readonly intake: string;
}

async function started(
  program: string,
  flags: readonly string[],
  { folder, url, ready, intake }: Starting,
): Promise<RealServer> {
  const server = spawn(program, flags, { stdio: 'ignore' });
  const close = async () => {
    const ended = server.exitCode === null ? once(server, 'exit') : undefined;
    server.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(`${url}${ready}`, server);
  } catch (error) {
    await close();
    throw error;
  }
  return { url, intake: `${url}${intake}`, [Symbol.asyncDispose]: close };
}

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await sleep(200)) {
    if (server.exitCode !== null) throw new Error(`${server.spawnfile} ended with ${server.exitCode}`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok === true) return;
  }
  throw new Error(`${server.spawnfile} was not ready within two minutes`);
}

export async function post(url: string, body: string): Promise<void> {
  const answer = await fetch(url, { method: 'POST', body });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

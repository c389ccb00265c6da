import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, PROGRAMS } from '../real-servers.ts';

const ADMIN = 'token-of-an-admin';

/** An API server of Kubernetes on an etcd of its own: no kubelet, no scheduler, no controller; what they would write, a test writes. */
export interface ApiServer extends AsyncDisposable {
  /** `https://127.0.0.1:…` */
  readonly url: string;
  /** The file with the certificate that the server made for itself, and its authority's. */
  readonly authority: string;
  /** What it signs the tokens of service accounts with. */
  readonly signingKey: string;
  readonly folder: string;
  /** Asks as an admin; throws what the server says where it refuses. */
  readonly ask: (method: string, path: string, body?: object, type?: string) => Promise<Answer>;
  readonly etcd: (path: string, body: object) => Promise<EtcdAnswer>;
  readonly stop: (signal?: 'SIGTERM' | 'SIGKILL') => Promise<void>;
  readonly start: () => Promise<void>;
  /** Lets it take connections and answer nothing, until it is stopped or goes on. */
  readonly freeze: (frozen: boolean) => unknown;
}

export interface Answer {
  readonly metadata?: { readonly name: string; readonly uid: string; readonly resourceVersion: string };
  readonly status?: { readonly token?: string };
}

export interface EtcdAnswer {
  readonly header: { readonly revision: string };
  readonly deleted?: string;
}

export async function apiServer(): Promise<ApiServer> {
  const folder = await mkdtemp(join(tmpdir(), 'leakbot-kubernetes-'));
  const [port, client, peer] = [await freePort(), await freePort(), await freePort()];
  const etcdUrl = `http://127.0.0.1:${client}`;
  const signingKey = join(folder, 'sa.key');
  const authority = join(folder, 'certificates/apiserver.crt');
  writeKeys(folder);
  const store = run(PROGRAMS.etcd, etcdFlags(folder, etcdUrl, `http://127.0.0.1:${peer}`), join(folder, 'etcd.log'));
  const url = `https://127.0.0.1:${port}`;
  let server: ChildProcess | undefined;
  const ask = (method: string, path: string, body?: object, type = 'application/json') =>
    asked({ url: `${url}${path}`, ca: readFileSync(authority), method, body, type });
  const start = async () => {
    server = run(PROGRAMS['kube-apiserver'], serverFlags(folder, port, etcdUrl), join(folder, 'server.log'));
    await untilReady(server, () => ask('GET', '/readyz'));
  };
  const stop = (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM') => ended(server, signal);
  const close = async () => {
    await stop('SIGKILL');
    await ended(store, 'SIGKILL');
    await rm(folder, { recursive: true, force: true });
  };
  const etcd = async (path: string, body: object) => {
    const answer = await fetch(`${etcdUrl}/v3/kv/${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`etcd answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as EtcdAnswer;
  };
  try {
    await untilReady(store, () => etcd('range', { key: 'eA==' }));
    await start();
  } catch (error) {
    await close();
    throw error;
  }
  const freeze = (frozen: boolean) => server?.kill(frozen ? 'SIGSTOP' : 'SIGCONT');
  return { url, authority, signingKey, folder, ask, etcd, start, stop, freeze, [Symbol.asyncDispose]: close };
}

function writeKeys(folder: string): void {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(join(folder, 'sa.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }));
  writeFileSync(join(folder, 'sa.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  writeFileSync(join(folder, 'tokens.csv'), `${ADMIN},admin,admin,system:masters\n`);
}

function etcdFlags(folder: string, client: string, peer: string): readonly string[] {
  return [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
  ];
}

function serverFlags(folder: string, port: number, etcd: string): readonly string[] {
  return [
    `--etcd-servers=${etcd}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${join(folder, 'certificates')}`,
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    `--service-account-key-file=${join(folder, 'sa.pub')}`,
    `--service-account-signing-key-file=${join(folder, 'sa.key')}`,
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.96.0.0/16',
    '--endpoint-reconciler-type=none',
    // It ends its watches and goes, in place of waiting for them.
    '--shutdown-watch-termination-grace-period=1s',
  ];
}

function run(program: string, flags: readonly string[], log: string): ChildProcess {
  const child = spawn(program, flags, { stdio: ['ignore', 'pipe', 'pipe'] });
  const file = createWriteStream(log, { flags: 'a' });
  child.stdout?.pipe(file, { end: false });
  child.stderr?.pipe(file, { end: false });
  return child;
}

async function ended(child: ChildProcess | undefined, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

async function untilReady(child: ChildProcess, ready: () => Promise<unknown>): Promise<void> {
  let last: unknown;
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await sleep(200)) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with ${child.exitCode}`);
    try {
      await ready();
      return;
    } catch (error) {
      last = error;
    }
  }
  throw new Error(`${child.spawnfile} was not ready within two minutes`, { cause: last });
}

interface Asked {
  readonly url: string;
  readonly ca: Buffer;
  readonly method: string;
  readonly body: object | undefined;
  readonly type: string;
}

function asked({ url, ca, method, body, type }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${ADMIN}`, 'content-type': type };
    const call = request(url, { method, ca, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if ((response.statusCode ?? 500) >= 300) reject(new Error(`${method} ${url}: ${response.statusCode} ${text}`));
        else resolve((text.startsWith('{') ? JSON.parse(text) : {}) as Answer);
      });
    });
    call.on('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

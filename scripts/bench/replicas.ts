import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { openPostgres } from '../../src/adapters/postgres/database.ts';
import { SqlSampleStore } from '../../src/adapters/stores/sample-store.ts';
import { SqlSnapshotStore } from '../../src/adapters/stores/snapshot-store.ts';
import { readRecording, replay } from '../demo/recording.ts';
import { appManifest } from '../demo/stage.ts';
import { PostgresServer } from '../postgres/postgres-server.ts';
import { startWorkspace, type Workspace } from '../workspace/workspace.ts';
import { CHANNEL, ended, HERE, SCENARIO, settingsOf, startProcess } from './running-bot.ts';

export interface Replica {
  url(): string;
  /** Whether it takes calls. */
  isUp(): boolean;
  /** The process of the moment. */
  pid(): number | undefined;
  /** Ends it and starts it again, as its platform does; of another checkout where one is named. */
  replace(signal: 'SIGTERM' | 'SIGKILL', checkout?: string): Promise<void>;
}

/** Several bots in one workspace on one PostgreSQL that holds the recorded leak. */
export interface RunningReplicas {
  readonly workspace: Workspace;
  readonly channel: string;
  readonly server: PostgresServer;
  readonly all: readonly Replica[];
  stop(): Promise<void>;
}

export interface ReplicaOptions {
  readonly count: number;
  readonly cache: string;
  readonly names: readonly string[];
  /** The checkout that they are started from, and whose tables there are; this one's when left out. */
  readonly checkout?: string | undefined;
}

export async function startReplicas({
  count,
  cache,
  names,
  checkout = HERE,
}: ReplicaOptions): Promise<RunningReplicas> {
  const folder = await mkdtemp(join(tmpdir(), 'leakbot-bench-'));
  const [server, workspace] = await Promise.all([PostgresServer.start(), startWorkspace({ manifest: appManifest() })]);
  const close = async () => {
    await workspace.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const database = await server.database();
    await fill(database, checkout);
    await writeFile(join(folder, 'leakbot.yaml'), settingsOf(readRecording(SCENARIO), names));
    const place = { folder, cache, workspace, database };
    const all = await Promise.all(Array.from({ length: count }, () => startReplica({ ...place, checkout })));
    const stop = async () => {
      await Promise.all(all.map((replica) => replica.end()));
      await close();
    };
    return { workspace, channel: CHANNEL, server, all, stop };
  } catch (error) {
    await close();
    throw error;
  }
}

/** By the code of the checkout: an older bot opens no store that a newer one has brought up to date. */
async function fill(url: string, checkout: string): Promise<void> {
  const module = pathToFileURL(join(checkout, 'src/adapters/postgres/database.ts')).href;
  const database = await ((await import(module)) as { openPostgres: typeof openPostgres }).openPostgres(url);
  const recording = readRecording(SCENARIO);
  const stores = { samples: new SqlSampleStore(database), snapshots: new SqlSnapshotStore(database) };
  await replay(recording, stores, Date.now() - recording.range.to);
  await database.destroy();
}

async function startReplica(place: Parameters<typeof startProcess>[0]): Promise<Replica & { end(): Promise<void> }> {
  let running: { child: ChildProcess; url: string } | undefined;
  let checkout = place.checkout;
  let over = false;

  /** One that ends by itself, as a leader does that lost its role, is started again. */
  async function start(): Promise<void> {
    const started = await startProcess({ ...place, checkout });
    running = started;
    started.child.once('exit', () => {
      if (running !== started) return;
      running = undefined;
      if (!over) void start();
    });
  }

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const ending = running;
    running = undefined;
    if (ending !== undefined) await ended(ending.child, signal);
  }

  await start();
  return {
    url: () => running?.url ?? 'http://127.0.0.1:1',
    isUp: () => running !== undefined,
    pid: () => running?.child.pid,
    async replace(signal, other = checkout) {
      checkout = other;
      await end(signal);
      await start();
    },
    async end() {
      over = true;
      await end('SIGKILL');
    },
  };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openDatabase } from '../../src/adapters/sqlite/database.ts';
import type { Migrations } from '../../src/adapters/sqlite/upgrade.ts';
import { SqlSampleStore } from '../../src/adapters/stores/sample-store.ts';
import { SqlSnapshotStore } from '../../src/adapters/stores/snapshot-store.ts';
import { UnavailableError } from '../../src/foundation/errors.ts';
import { type Recording, readRecording, recordedAlert, replay } from '../demo/recording.ts';
import { appManifest } from '../demo/stage.ts';
import { startWorkspace, type Workspace } from '../workspace/workspace.ts';

/** The checkout that this is part of. */
export const HERE = fileURLToPath(new URL('../..', import.meta.url));
export const SCENARIO = 'heap-leak';
export const CHANNEL = 'alerts';

/** `node src/main.ts start` as a process of its own, connected to the stand-in workspace. */
export interface RunningBot {
  readonly workspace: Workspace;
  readonly channel: string;
  /** Where webhooks and metrics are; another port after a new start. */
  url(): string;
  pid(): number;
  /** Lets the recorded alert arrive; resolves with the status of the answer. */
  raiseAlert(): Promise<number>;
  /** Ends the process as `kill -9` does, and starts it again on the same store. */
  killAndStart(): Promise<void>;
  stop(): Promise<void>;
}

export interface BotOptions {
  /** Takes the place of the recorded heap profiles. */
  readonly heap?: HeapPair | undefined;
  /** Another checkout whose bot is started; this one's when left out. */
  readonly checkout?: string | undefined;
  /** Names under which the recorded service is known; each shows the same leak. */
  readonly names?: readonly string[] | undefined;
}

/**
 * Starts the bot on a store that holds the recorded leak, as if it had ended now. `cache` is the folder of Node's
 * compile cache: an empty one makes it a first start after an installation.
 */
export async function startRecordedBot(cache: string, options: BotOptions = {}): Promise<RunningBot> {
  const { heap, checkout = HERE, names } = options;
  const recording = readRecording(SCENARIO);
  const shift = Date.now() - recording.range.to;
  const folder = await mkdtemp(join(tmpdir(), 'leakbot-bench-'));
  const workspace = await startWorkspace({ manifest: appManifest() });
  const close = async () => {
    await workspace.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await fillStore(join(folder, 'leakbot.db'), { recording, shift, heap, checkout });
    await writeFile(join(folder, 'leakbot.yaml'), settingsOf(recording, names));
    const place = { folder, cache, workspace, checkout, database: join(folder, 'leakbot.db') };
    let { child, url } = await startProcess(place);
    return {
      workspace,
      channel: CHANNEL,
      url: () => url,
      pid: () => Number(child.pid),
      async killAndStart() {
        await ended(child, 'SIGKILL');
        ({ child, url } = await startProcess(place));
      },
      raiseAlert: async () => {
        const headers = { 'content-type': 'application/json' };
        const body = JSON.stringify(recordedAlert(recording, shift));
        const response = await fetch(`${url}/webhooks/alertmanager`, { method: 'POST', headers, body });
        return response.status;
      },
      stop: async () => {
        await ended(child);
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The earliest heap profile of each process, and all later ones. */
export interface HeapPair {
  readonly base: Uint8Array;
  readonly current: Uint8Array;
}

interface Filling {
  readonly recording: Recording;
  readonly shift: number;
  readonly heap: HeapPair | undefined;
  readonly checkout: string;
}

/** A bot opens no store that a newer one has brought up to date: an older checkout gets one with its own tables. */
async function migrationsOf(checkout: string): Promise<Migrations> {
  // Older ones had them beside SQLite.
  const files = ['stores', 'sqlite'].map((folder) => join(checkout, 'src/adapters', folder, 'migrations.ts'));
  const module = pathToFileURL(files.find((file) => existsSync(file)) ?? checkout).href;
  return ((await import(module)) as { readonly migrations: Migrations }).migrations;
}

async function fillStore(file: string, { recording, shift, heap, checkout }: Filling): Promise<void> {
  const database = await openDatabase(file, { migrations: await migrationsOf(checkout) });
  const snapshots = new SqlSnapshotStore(database);
  const seen = new Set<string>();
  const addSnapshot: typeof snapshots.addSnapshot = (snapshot) => {
    if (heap === undefined || snapshot.kind !== 'heap') return snapshots.addSnapshot(snapshot);
    const process = `${snapshot.pod} ${snapshot.processStart}`;
    const profile = seen.has(process) ? heap.current : heap.base;
    seen.add(process);
    return snapshots.addSnapshot({ ...snapshot, profile });
  };
  await replay(recording, { samples: new SqlSampleStore(database), snapshots: { addSnapshot } }, shift);
  await database.destroy();
}

/** leakbot.yaml with the recorded service; JSON is YAML too. */
export function settingsOf({ service }: Recording, names: readonly string[] = [service.name]): string {
  const { cluster, namespace, container, repository } = service;
  const known = {
    cluster,
    namespace,
    runtime: 'go',
    selector: { namespace, container },
    repository: { url: repository },
  };
  return JSON.stringify({ services: names.map((name) => ({ name, ...known })) });
}

interface Place {
  readonly folder: string;
  readonly cache: string;
  readonly workspace: Workspace;
  readonly checkout: string;
  readonly database: string;
}

/** Resolves when it is up. */
export async function startProcess({
  folder,
  cache,
  workspace,
  checkout,
  database,
}: Place): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [join(checkout, 'src/main.ts'), 'start'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: cache,
      SLACK_BOT_TOKEN: workspace.botToken,
      SLACK_APP_TOKEN: workspace.appToken,
      SLACK_API_URL: workspace.apiUrl,
      LEAKBOT_CHANNEL: workspace.channels[CHANNEL]?.id,
      LEAKBOT_HOST: '127.0.0.1',
      LEAKBOT_PORT: '0',
      LEAKBOT_DATABASE: database,
    },
  });
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line);
    const url = /"url":"([^"]+)".*"Leakbot is up"/.exec(line)?.[1];
    if (url === undefined) continue;
    child.stderr.resume();
    return { child, url };
  }
  throw new UnavailableError(`the bot did not start: ${said.join('\n')}`, { retryable: false });
}

export async function ended(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const end = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill(signal);
  await end;
}

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { appManifest } from '../../scripts/demo/stage.ts';
import { startWorkspace } from '../../scripts/workspace/workspace.ts';
import type { Alert } from '../../src/alert/alert.ts';
import { anOomKill, CHANNEL, type Scene, seen, threadIn } from './bot.ts';
import type { BotNews, BotOrders } from './bot-process.ts';
import { fastTime } from './fast-time.ts';
import { recordedEvidence } from './recorded-evidence.ts';
import { testDatabase } from './test-database.ts';

// Slower than the office's time: at its speed the lease of 15 s would be 75 ms, and a busy machine would lose it.
const LEASE_SPEED = 50;

/** The production bot as a process that can be killed, in a workspace that lives on. */
export interface KillableBot extends Scene {
  readonly log: readonly Extract<BotNews, { kind: 'log' }>[];
  /** Starts a process; once it is up the alert is sent again, as Alertmanager would. Resolves then, or when it died. */
  start(): Promise<void>;
  /** Starts a second process beside the first; resolves at once. */
  startAnother(): ChildProcess;
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Sends the running process another alert of the workload. */
  raise(changes: Partial<Alert>): void;
  running(): boolean;
  close(): Promise<void>;
}

const SCRIPT = fileURLToPath(new URL('./bot-process.ts', import.meta.url));

/** `raises`: whether each process gets the alert once it is up. */
export async function aKillableBot({ speed = LEASE_SPEED, raises = true } = {}): Promise<KillableBot> {
  const time = fastTime({ start: recordedEvidence().end, startedAt: Date.now(), speed });
  const workspace = await startWorkspace({ manifest: appManifest(), clock: time, retryDelaysMs: [], fileDelayMs: 400 });
  const folder = mkdtempSync(join(tmpdir(), 'leakbot-kills-'));
  const orders: BotOrders = {
    database: await testDatabase(folder),
    apiUrl: workspace.apiUrl,
    botToken: workspace.botToken,
    appToken: workspace.appToken,
    channel: workspace.channels[CHANNEL]?.id ?? '',
    tempo: time.tempo,
  };
  const log: Extract<BotNews, { kind: 'log' }>[] = [];
  const children = new Set<ChildProcess>();
  let child: ChildProcess | undefined;

  function launch(): ChildProcess {
    const started = fork(SCRIPT, [JSON.stringify(orders)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    children.add(started);
    started.once('exit', () => children.delete(started));
    started.on('message', (news: BotNews) => {
      if (news.kind === 'log') log.push(news);
      if (news.kind !== 'up') return;
      child = started;
      if (started.connected && raises) started.send(anOomKill());
    });
    return started;
  }

  const alive = () => child !== undefined && children.has(child) && child.connected;
  return {
    workspace,
    log,
    running: alive,
    thread: () => threadIn(workspace),
    startAnother: launch,
    async start() {
      const started = launch();
      await seen(() => child === started || !children.has(started), 15_000);
    },
    raise(changes) {
      if (child?.connected === true) child.send(anOomKill(changes));
    },
    async kill(signal = 'SIGKILL') {
      const victim = child;
      if (victim === undefined || !children.has(victim)) return;
      victim.kill(signal);
      if (children.has(victim)) await once(victim, 'exit');
    },
    async settled() {
      let unreported: number | undefined;
      const listen = (news: BotNews) => {
        if (news.kind === 'idle') unreported = news.unreported;
      };
      const asked = child;
      asked?.on('message', listen);
      await seen(() => {
        if (!alive()) throw new Error('no bot runs that could be asked');
        if (unreported !== 0) asked?.send('unreported');
        return unreported === 0;
      }, 10_000);
      asked?.off('message', listen);
    },
    async close() {
      const ends = [...children].map((each) => once(each, 'exit'));
      for (const each of children) each.kill('SIGKILL');
      await Promise.all(ends);
      await workspace.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { appManifest } from '../../scripts/demo/stage.ts';
import { startWorkspace } from '../../scripts/workspace/workspace.ts';
import type { Alert } from '../../src/alert/alert.ts';
import { anOomKill, CHANNEL, type Scene, seen, threadIn } from './bot.ts';
import type { BotNews, BotOrders } from './bot-process.ts';
import { fastTime } from './fast-time.ts';
import { recordedEvidence } from './recorded-evidence.ts';

const SCRIPT = fileURLToPath(new URL('./bot-process.ts', import.meta.url));

// Slower than the office’s time: a lease of ten seconds lasts two of them, which a busy machine does not lose.
const SPEED = 5;

/** One replica: the production bot as a process of its own. */
export interface ReplicaProcess {
  readonly child: ChildProcess;
  readonly log: readonly string[];
  leads(): boolean;
  runs(): boolean;
  raise(changes?: Partial<Alert>): void;
  end(signal: NodeJS.Signals): Promise<void>;
}

export interface Replicas extends Scene {
  start(): Promise<ReplicaProcess>;
  running(): readonly ReplicaProcess[];
  /** The one that leads, once one does. */
  leader(): Promise<ReplicaProcess>;
  close(): Promise<void>;
}

/** Several bots in one workspace on one PostgreSQL. */
export async function replicasOn(database: string): Promise<Replicas> {
  const time = fastTime({ start: recordedEvidence().end, startedAt: Date.now(), speed: SPEED });
  const workspace = await startWorkspace({
    manifest: appManifest(),
    clock: time,
    retryDelaysMs: [0, 50],
    fileDelayMs: 400,
  });
  const { apiUrl, botToken, appToken, channels } = workspace;
  const channel = channels[CHANNEL]?.id ?? '';
  const orders: BotOrders = { database, apiUrl, botToken, appToken, channel, tempo: time.tempo };
  const all: ReplicaProcess[] = [];
  const running = () => all.filter((replica) => replica.runs());

  async function start(): Promise<ReplicaProcess> {
    const child = fork(SCRIPT, [JSON.stringify(orders)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const log: string[] = [];
    let up = false;
    child.on('message', (news: BotNews) => {
      if (news.kind === 'up') up = true;
      if (news.kind === 'log') log.push(`${news.message} ${JSON.stringify(news.facts)}`);
    });
    const replica: ReplicaProcess = {
      child,
      log,
      runs: () => child.exitCode === null && child.signalCode === null,
      leads: () => replica.runs() && log.some((line) => line.startsWith('this replica leads')),
      raise: (changes = {}) => void child.send(anOomKill(changes)),
      async end(signal) {
        if (!replica.runs()) return;
        const ended = once(child, 'exit');
        child.kill(signal);
        await ended;
      },
    };
    all.push(replica);
    await seen(() => up || !replica.runs(), 60_000);
    return replica;
  }

  async function unreported(asked: ReplicaProcess): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>();
    const listen = (news: BotNews) => {
      if (news.kind === 'idle') resolve(news.unreported);
    };
    asked.child.on('message', listen);
    asked.child.send('unreported');
    return promise.finally(() => asked.child.off('message', listen));
  }

  const leader = async () => {
    await seen(() => running().some((replica) => replica.leads()), 60_000);
    return running().find((replica) => replica.leads()) ?? start();
  };
  return {
    workspace,
    start,
    running,
    leader,
    thread: () => threadIn(workspace),
    async settled() {
      for (let left = 1; left > 0; ) left = await unreported(await leader());
    },
    async close() {
      await Promise.all(all.map((replica) => replica.end('SIGKILL')));
      await workspace.close();
    },
  };
}

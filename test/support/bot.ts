import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { appManifest } from '../../scripts/demo/stage.ts';
import type { Message } from '../../scripts/workspace/model.ts';
import type { WorkspaceOptions } from '../../scripts/workspace/options.ts';
import { startWorkspace, type Workspace } from '../../scripts/workspace/workspace.ts';
import type { Alert } from '../../src/alert/alert.ts';
import { type Bot, type BotParts, startBot } from '../../src/commands/bot.ts';
import { openStores, type Stores } from '../../src/commands/stores.ts';
import type { SlackLog } from '../../src/slack/app.ts';
import { type FastTime, fastTime } from './fast-time.ts';
import { recordedEvidence } from './recorded-evidence.ts';
import { testDatabase } from './test-database.ts';

/** A line that the bot wrote for its operator. */
export interface LogLine {
  readonly level: 'warn' | 'error';
  readonly facts: object;
  readonly message: string;
}

/** What is to be seen from outside, wherever the bot runs. */
export interface Scene {
  readonly workspace: Workspace;
  /** The one thread there is, once it has begun. */
  thread(): readonly Message[];
  /** Resolves when nothing is gathered and everything is reported. */
  settled(): Promise<void>;
}

/** The production bot on a store of its own in a workspace of its own, in fast time. */
export interface Office extends Scene {
  readonly stores: Stores;
  readonly time: FastTime;
  readonly log: readonly LogLine[];
  bot(): Bot;
  /** Ends the bot as SIGTERM does, and starts it again on the same store. */
  restart(): Promise<void>;
  raise(...alerts: readonly Alert[]): Promise<void>;
}

const EVIDENCE = recordedEvidence();

export const CHANNEL = 'alerts';

/** Fast enough that a thread costs a test some hundred milliseconds, slow enough for a real one to be less than a timeout. */
export const SPEED = 200;

export async function anOffice(
  parts: Partial<BotParts> = {},
  options: Partial<WorkspaceOptions> = {},
  mode: 'socket' | 'http' = 'socket',
  speed = SPEED,
): Promise<Office> {
  const time = fastTime({ start: EVIDENCE.end, startedAt: Date.now(), speed });
  const workspace = await startWorkspace({
    manifest: appManifest(mode),
    clock: time,
    retryDelaysMs: [0, 20],
    ...options,
  });
  const folder = mkdtempSync(join(tmpdir(), 'leakbot-e2e-'));
  const log: LogLine[] = [];
  const stores = await openStores(await testDatabase(folder), time);
  const start = () =>
    startBot({
      ...EVIDENCE,
      stores,
      clock: time,
      alarm: time.alarm,
      log: writingTo(log),
      services: () => Promise.resolve([EVIDENCE.service]),
      slack: {
        botToken: workspace.botToken,
        apiUrl: workspace.apiUrl,
        ...(mode === 'socket' ? { appToken: workspace.appToken } : { signingSecret: workspace.signingSecret }),
      },
      channel: workspace.channels[CHANNEL]?.id ?? '',
      access: { channels: [], userGroups: [] },
      ...parts,
    });
  let bot = await start();
  if (mode === 'http') await connectByHttp(workspace, () => bot);
  onTestFinished(async () => {
    await bot.stop();
    await stores.close();
    await workspace.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    workspace,
    stores,
    time,
    log,
    bot: () => bot,
    async restart() {
      await bot.stop();
      bot = await start();
    },
    raise: (...alerts) => bot.intake.receive(alerts),
    settled: () => settled(() => bot),
    thread: () => threadIn(workspace),
  };
}

/** Puts the bot behind a request URL that stays where it is when the bot starts again. */
async function connectByHttp(workspace: Workspace, bot: () => Bot): Promise<void> {
  const server = createServer((request, response) => bot().slackEvents?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  await workspace.connectByHttp(`http://127.0.0.1:${port}/slack/events`);
}

export function threadIn(workspace: Workspace): readonly Message[] {
  const root = workspace.messages(CHANNEL).find((message) => slotOf(message) === 'root');
  return root === undefined ? [] : workspace.thread({ channel: CHANNEL, ts: root.ts });
}

/** What a message of the bot stands for, from its metadata. */
export function slotOf(message: Message): string | undefined {
  return (message.metadata as { event_payload?: { slot?: string } } | undefined)?.event_payload?.slot;
}

/** Resolves when `look` finds what it looks for; rejects after 15 s, or `patience` ms: a busy machine is no failure. */
export async function seen(look: () => boolean, patience = 15_000): Promise<void> {
  const until = Date.now() + patience;
  while (!look()) {
    if (Date.now() > until) throw new Error(`waited ${patience} ms in vain: ${look.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function settled(bot: () => Bot): Promise<void> {
  const until = Date.now() + 10_000;
  for (;;) {
    await bot().idle();
    const left = await bot().unreported();
    if (left === 0) return;
    if (Date.now() > until) throw new Error(`${left} messages are still not reported`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function writingTo(log: LogLine[]): SlackLog {
  const write = (level: LogLine['level']) => (facts: object, message: string) =>
    void log.push({ level, facts, message });
  return { debug: () => undefined, info: () => undefined, warn: write('warn'), error: write('error') };
}

/** An OOM kill of the recorded service. */
export function anOomKill(changes: Partial<Alert> = {}): Alert {
  return {
    source: 'alertmanager',
    fingerprint: 'f1',
    kind: 'oom-kill',
    status: 'firing',
    name: 'KubeContainerOOMKilled',
    subject: { workload: EVIDENCE.service.workload, pod: 'markets-api-5c6d7f9b84-x2xkf', missing: [] },
    startsAt: EVIDENCE.end,
    labels: {},
    ...changes,
  };
}

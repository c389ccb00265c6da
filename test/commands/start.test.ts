import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { appManifest } from '../../scripts/demo/stage.ts';
import { startWorkspace, type Workspace } from '../../scripts/workspace/workspace.ts';
import { openDatabase } from '../../src/adapters/sqlite/database.ts';
import { CHANNEL, seen } from '../support/bot.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const PATIENCE = 30_000;

interface Started {
  readonly child: ChildProcess;
  readonly database: string;
  said(): string;
  /** The exit status. */
  readonly ended: Promise<number | null>;
}

async function aWorkspace(): Promise<Workspace> {
  const workspace = await startWorkspace({ manifest: appManifest() });
  onTestFinished(() => workspace.close());
  return workspace;
}

/** `leakbot start` as an operator starts it. */
function start(workspace: Workspace, changes: Readonly<Record<string, string>> = {}): Started {
  const folder = mkdtempSync(join(tmpdir(), 'leakbot-start-'));
  const database = join(folder, 'leakbot.db');
  const env = {
    PATH: process.env['PATH'],
    SLACK_BOT_TOKEN: workspace.botToken,
    SLACK_APP_TOKEN: workspace.appToken,
    SLACK_API_URL: workspace.apiUrl,
    LEAKBOT_CHANNEL: workspace.channels[CHANNEL]?.id,
    LEAKBOT_DATABASE: database,
    LEAKBOT_HOST: '127.0.0.1',
    LEAKBOT_PORT: '0',
    ...changes,
  };
  const child = spawn(process.execPath, [MAIN, 'start'], { env, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  return { child, database, said: () => said, ended };
}

async function leases(file: string): Promise<number> {
  const database = await openDatabase(file);
  const rows = await database.selectFrom('lease').selectAll().execute();
  await database.destroy();
  return rows.length;
}

/** What a person reads beside the log's JSON. */
function plainLines({ said }: Started): readonly string[] {
  return said()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('{'));
}

test('a wrong app token ends the start: one line, exit status 1, the lease released', {
  timeout: PATIENCE,
}, async () => {
  const started = start(await aWorkspace(), { SLACK_APP_TOKEN: 'xapp-wrong' });
  expect(await started.ended).toBe(1);
  expect(plainLines(started)).toEqual([expect.stringMatching(/^leakbot: .*invalid_auth.*SLACK_APP_TOKEN/)]);
  expect(await leases(started.database)).toBe(0);
});

test('a taken port ends the start: one line, exit status 1, the lease released', { timeout: PATIENCE }, async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const started = start(await aWorkspace(), { LEAKBOT_PORT: String(port) });
  expect(await started.ended).toBe(1);
  expect(plainLines(started)).toEqual([
    expect.stringContaining(`leakbot: port ${port} is taken: set LEAKBOT_PORT to a free one`),
  ]);
  expect(await leases(started.database)).toBe(0);
});

test('a start that comes up is ready, and ends with SIGTERM', { timeout: PATIENCE }, async () => {
  const started = start(await aWorkspace());
  await seen(() => started.said().includes('Leakbot is up'), PATIENCE);
  const url = /"url":"([^"]+)"/.exec(started.said())?.[1] ?? '';
  expect(await (await fetch(`${url}/readyz`)).json()).toEqual({
    slack: 'ok',
    messages: 'ok',
    store: 'ok',
    metrics: 'ok',
  });
  started.child.kill('SIGTERM');
  expect(await started.ended).toBe(0);
  expect(await leases(started.database)).toBe(0);
});

test('a start that waits for Slack’s answer ends with SIGTERM', { timeout: PATIENCE }, async () => {
  const workspace = await aWorkspace();
  workspace.faults.add({ kind: 'slow', ms: 1000, method: 'apps.connections.open' });
  const started = start(workspace);
  const asked = () => workspace.calls.some(({ method }) => method === 'apps.connections.open');
  await seen(asked, PATIENCE);
  started.child.kill('SIGTERM');
  expect(await started.ended).toBe(0);
  expect(await leases(started.database)).toBe(0);
});

test('a revoked token is no reason to refuse alerts: the log and /readyz say what to do', {
  timeout: PATIENCE,
}, async () => {
  const workspace = await aWorkspace();
  workspace.faults.add({ kind: 'error', error: 'token_revoked', method: 'auth.test', times: 1000 });
  const started = start(workspace);
  await seen(() => started.said().includes('Leakbot is up'), PATIENCE);
  const url = /"url":"([^"]+)"/.exec(started.said())?.[1] ?? '';
  await seen(() => started.said().includes('SLACK_BOT_TOKEN was revoked'), PATIENCE);
  const ready = await fetch(`${url}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({ messages: expect.stringContaining('set the new token') as string });
  const body = JSON.stringify({ version: '4', status: 'firing', alerts: [] });
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(`${url}/webhooks/alertmanager`, { method: 'POST', headers, body })).status).not.toBe(503);
  expect(await (await fetch(`${url}/metrics`)).text()).toContain(
    'leakbot_messages_not_taken_total{outcome="given-up"} 0',
  );
});

test('a Prometheus that does not answer is said in the log and in /readyz, and keeps nothing from being ready', {
  timeout: PATIENCE,
}, async () => {
  const started = start(await aWorkspace(), { PROMETHEUS_URL: 'http://127.0.0.1:1' });
  await seen(() => started.said().includes('Leakbot is up'), PATIENCE);
  await seen(() => started.said().includes('a source of evidence does not answer'), PATIENCE);
  const url = /"url":"([^"]+)"/.exec(started.said())?.[1] ?? '';
  const ready = await fetch(`${url}/readyz`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({ metrics: expect.stringContaining('127.0.0.1:1') as string });
});

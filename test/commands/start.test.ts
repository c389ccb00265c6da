import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { seen } from '../support/bot.ts';
import { aWorkspace, type Started, start } from '../support/started-bot.ts';
import { onPostgres, openAt } from '../support/test-database.ts';

const PATIENCE = 30_000;

async function leases(location: string): Promise<number> {
  const database = await openAt(location);
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
  const started = await start(await aWorkspace(), { SLACK_APP_TOKEN: 'xapp-wrong' });
  expect(await started.ended).toBe(1);
  expect(plainLines(started)).toEqual([expect.stringMatching(/^leakbot: .*invalid_auth.*SLACK_APP_TOKEN/)]);
  expect(await leases(started.database)).toBe(0);
});

test('a taken port ends the start: one line, exit status 1, the lease released', { timeout: PATIENCE }, async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const started = await start(await aWorkspace(), { LEAKBOT_PORT: String(port) });
  expect(await started.ended).toBe(1);
  expect(plainLines(started)).toEqual([
    expect.stringContaining(`leakbot: port ${port} is taken: set LEAKBOT_PORT to a free one`),
  ]);
  expect(await leases(started.database)).toBe(0);
});

test('a start that comes up is ready, and ends with SIGTERM', { timeout: PATIENCE }, async () => {
  const started = await start(await aWorkspace());
  await seen(() => started.said().includes('Leakbot is up'), PATIENCE);
  const url = /"url":"([^"]+)"/.exec(started.said())?.[1] ?? '';
  expect(await (await fetch(`${url}/readyz`)).json()).toEqual({
    slack: 'ok',
    messages: 'ok',
    store: 'ok',
    metrics: 'ok',
    ...(onPostgres() && { role: expect.stringMatching(/^(leads|stands by)$/) as string }),
  });
  started.child.kill('SIGTERM');
  expect(await started.ended).toBe(0);
  expect(await leases(started.database)).toBe(0);
});

test('a start that waits for Slack’s answer ends with SIGTERM', { timeout: PATIENCE }, async () => {
  const workspace = await aWorkspace();
  workspace.faults.add({ kind: 'slow', ms: 1000, method: 'apps.connections.open' });
  const started = await start(workspace);
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
  const started = await start(workspace);
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
  const started = await start(await aWorkspace(), { PROMETHEUS_URL: 'http://127.0.0.1:1' });
  await seen(() => started.said().includes('Leakbot is up'), PATIENCE);
  await seen(() => started.said().includes('a source of evidence does not answer'), PATIENCE);
  const url = /"url":"([^"]+)"/.exec(started.said())?.[1] ?? '';
  const ready = await fetch(`${url}/readyz`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({ metrics: expect.stringContaining('127.0.0.1:1') as string });
});

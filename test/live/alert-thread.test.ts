import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import type { Message } from '../../scripts/workspace/model.ts';
import { startHttpServer } from '../../src/adapters/http-server/http-server.ts';
import { alertKind } from '../../src/alert/rules.ts';
import { ALERT_SENDERS } from '../../src/alert/senders.ts';
import { anOffice, CHANNEL, type Office, slotOf } from '../support/bot.ts';

// A real Alertmanager posts into the stand-in workspace by its own Slack receiver, and calls Leakbot's webhook. Debian's is
// 0.25; ALERTMANAGER names another program, such as one of `go install github.com/prometheus/alertmanager/cmd/alertmanager@…`.
const PROGRAM = process.env['ALERTMANAGER'] ?? 'prometheus-alertmanager';

const POD = 'markets-api-5c6d7f9b84-x2xkf';
const LABELS = { alertname: 'KubeContainerOOMKilled', namespace: 'prod', pod: POD, container: 'markets-api' };

interface Alertmanager {
  fire(labels: Readonly<Record<string, string>>, changes?: object): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** `slack` is what the Slack receiver is set up with beside its channel; `webhook` is Leakbot's address, where it is called. */
async function anAlertmanager(slack: object, webhook: string | undefined): Promise<Alertmanager> {
  const folder = mkdtempSync(join(tmpdir(), 'leakbot-alertmanager-'));
  const file = join(folder, 'alertmanager.yaml');
  const receiver = {
    name: 'team',
    slack_configs: [{ channel: `#${CHANNEL}`, send_resolved: true, ...slack }],
    ...(webhook === undefined ? {} : { webhook_configs: [{ url: webhook, send_resolved: true }] }),
  };
  const route = { receiver: 'team', group_by: ['alertname'], group_wait: '1s', group_interval: '2s' };
  writeFileSync(file, stringify({ route, receivers: [receiver] }));
  const url = `http://127.0.0.1:${await freePort()}`;
  const program = spawn(
    PROGRAM,
    [
      `--config.file=${file}`,
      `--storage.path=${folder}`,
      `--web.listen-address=${url.slice('http://'.length)}`,
      `--web.external-url=${url}`,
      '--cluster.listen-address=',
      '--log.level=warn',
    ],
    { stdio: 'inherit' },
  );
  onTestFinished(async () => {
    program.kill('SIGTERM');
    await once(program, 'exit');
    rmSync(folder, { recursive: true, force: true });
  });
  for (let tries = 0; ; tries += 1) {
    const ready = await fetch(`${url}/-/ready`).catch(() => undefined);
    if (ready?.ok === true) break;
    if (tries > 100) throw new Error(`${PROGRAM} does not come up`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    async fire(labels, changes = {}) {
      const body = JSON.stringify([{ labels, annotations: { summary: 'OOM killed' }, ...changes }]);
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${url}/api/v2/alerts`, { method: 'POST', headers, body });
      expect(answer.status).toBe(200);
    },
  };
}

async function webhookOf(office: Office): Promise<string> {
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    senders: ALERT_SENDERS,
    kindOf: alertKind,
    secretOf: () => undefined,
    onAlerts: (alerts) => office.bot().intake.receive(alerts),
    readiness: {},
    metrics: () => Promise.resolve({ contentType: 'text/plain', text: '' }),
    log: { info: () => undefined, warn: () => undefined, error: (facts) => expect.fail(JSON.stringify(facts)) },
  });
  onTestFinished(() => server.close(100));
  return `${server.url}/webhooks/alertmanager`;
}

const anyoneElses = (office: Office) =>
  office.workspace.messages(CHANNEL).filter((message) => slotOf(message) === undefined && message.fileIds.length === 0);
const roots = (office: Office) => office.workspace.messages(CHANNEL).filter((message) => slotOf(message) === 'root');
const below = (office: Office, message: Message) =>
  office.workspace.thread({ channel: CHANNEL, ts: message.ts }).slice(1).map(slotOf);
const titleOf = (message: Message) => message.attachments[0]?.['title'];

async function appears(office: Office, what: string, look: () => boolean): Promise<void> {
  await office.workspace.until(look, { what, timeoutMs: 30_000 });
  await office.settled();
}

describe('a real Alertmanager', () => {
  test('posts by incoming webhook and calls: Leakbot answers once, in the message’s thread', async () => {
    const office = await anOffice({}, {}, 'socket', 1);
    const slack = { api_url: office.workspace.app('Alertmanager').webhookUrl(CHANNEL) };
    const alertmanager = await anAlertmanager(slack, await webhookOf(office));
    // The very first alert may come by webhook before Leakbot can know that Alertmanager posts here too.
    await alertmanager.fire({
      ...LABELS,
      alertname: 'KubePodCrashLooping',
      pod: 'billing-7d9f6c5b8-x2x4q',
      container: 'billing',
    });
    await appears(office, 'the first alert', () => anyoneElses(office).length === 1);
    const before = roots(office).length;
    await alertmanager.fire(LABELS);
    await appears(office, 'an answer', () => {
      const second = anyoneElses(office)[1];
      return second !== undefined && below(office, second).length > 0;
    });
    const alert = anyoneElses(office)[1] as Message;
    expect(titleOf(alert)).toBe(`[FIRING:1] KubeContainerOOMKilled (markets-api prod ${POD})`);
    expect(roots(office)).toHaveLength(before);
    expect(below(office, alert)).toEqual(['status']);

    // A second pod: Alertmanager posts the group again, without a pod.
    await alertmanager.fire({ ...LABELS, pod: 'markets-api-5c6d7f9b84-k7psq' });
    await appears(office, 'the group again', () => anyoneElses(office).length === 3);
    const again = anyoneElses(office)[2] as Message;
    expect(titleOf(again)).toBe('[FIRING:2] KubeContainerOOMKilled (markets-api prod)');
    expect([below(office, alert), below(office, again)]).toEqual([['status'], []]);
    expect(roots(office)).toHaveLength(before);

    // Over: both are said to be, by message and by call, and the thread says so once.
    const over = { endsAt: new Date(Date.now() - 1000).toISOString() };
    await alertmanager.fire(LABELS, over);
    await alertmanager.fire({ ...LABELS, pod: 'markets-api-5c6d7f9b84-k7psq' }, over);
    await appears(office, 'the end', () => below(office, alert).includes('note/resolved'));
    expect(below(office, alert)).toEqual(['status', 'note/resolved']);
    expect(roots(office)).toHaveLength(before);
  });

  test('posts by token and calls nothing: the message alone begins the thread', async () => {
    const office = await anOffice({}, {}, 'socket', 1);
    const slack = {
      api_url: `${office.workspace.apiUrl}chat.postMessage`,
      http_config: { authorization: { credentials: office.workspace.app('Alertmanager').token } },
    };
    const alertmanager = await anAlertmanager(slack, undefined);
    await alertmanager.fire(LABELS);
    await appears(office, 'an answer', () => anyoneElses(office).some((message) => below(office, message).length > 0));
    expect(roots(office)).toEqual([]);
    await alertmanager.fire(LABELS, { endsAt: new Date(Date.now() - 1000).toISOString() });
    const [alert] = anyoneElses(office) as [Message];
    await appears(office, 'the end', () => below(office, alert).includes('note/resolved'));
  });
});

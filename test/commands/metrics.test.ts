import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Workspace } from '../../scripts/workspace/workspace.ts';
import { CHANNEL, seen } from '../support/bot.ts';
import { exposedMetrics } from '../support/exposition.ts';
import { aWorkspace, type Started, start } from '../support/started-bot.ts';

const ROOT = join(import.meta.dirname, '../..');
const PATIENCE = 30_000;
const TOKEN = 'a-token-of-enough-characters';

/** The table of manifest/README.md: each metric with its type and labels. */
function documented(): ReadonlyMap<string, { readonly type: string; readonly labels: readonly string[] }> {
  const text = readFileSync(join(ROOT, 'manifest/README.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `(leakbot_\w+)` \| (\w+) \|([^|]*)\|/gm)];
  return new Map(
    rows.map(([, name = '', type = '', labels = '']) => [
      name,
      { type, labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label).sort() },
    ]),
  );
}

interface Up {
  readonly started: Started;
  readonly workspace: Workspace;
  readonly url: string;
}

async function aBotThatIsUp(): Promise<Up> {
  const workspace = await aWorkspace();
  const started = await start(workspace, { LEAKBOT_WEBHOOK_TOKEN: TOKEN, PROMETHEUS_URL: 'http://127.0.0.1:1' });
  await seen(() => started.said().includes('Leakbot is up'), PATIENCE);
  return { started, workspace, url: /"url":"([^"]+)"/.exec(started.said())?.[1] ?? '' };
}

function post({ url }: Up, body: string, token = TOKEN): Promise<Response> {
  return fetch(`${url}/webhooks/alertmanager`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body });
}

async function metricsOf({ url }: Up) {
  return exposedMetrics(await (await fetch(`${url}/metrics`)).text());
}

const labels = { alertname: 'KubeContainerOOMKilled', namespace: 'prod', pod: 'quotes-0', container: 'quotes' };
const CALL = JSON.stringify({
  version: '4',
  alerts: [
    { status: 'firing', labels, startsAt: '2026-11-23T03:04:05Z' },
    { status: 'firing', labels: { alertname: 'HighLatency' }, startsAt: '2026-11-23T03:04:05Z' },
  ],
});

/** The log's lines with a message. */
function logged({ started }: Up, message: string): readonly Record<string, unknown>[] {
  const lines = started
    .said()
    .split('\n')
    .filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ msg }) => msg === message);
}

test('every metric that is exposed is documented with its type and labels, and every documented one is exposed', {
  timeout: PATIENCE,
}, async () => {
  const up = await aBotThatIsUp();
  expect((await post(up, CALL)).status).toBe(202);
  await seen(() => logged(up, 'a thread was opened').length > 0, PATIENCE);
  const exposed = [...(await metricsOf(up))].filter(([name]) => name.startsWith('leakbot_'));
  const table = documented();
  expect(exposed.map(([name, { type }]) => `${name} ${type}`).sort()).toEqual(
    [...table].map(([name, { type }]) => `${name} ${type}`).sort(),
  );
  for (const [name, metric] of exposed) {
    // One that has no sample yet has no labels to compare.
    const known = table.get(name)?.labels ?? [];
    if (metric.samples.size > 0) expect([name, [...metric.labels].sort()]).toEqual([name, known]);
  }
});

test('an alert, its thread and what failed are counted and logged; refused calls say why', {
  timeout: PATIENCE,
}, async () => {
  const up = await aBotThatIsUp();
  expect((await post(up, CALL)).status).toBe(202);
  expect((await post(up, CALL, 'another-token')).status).toBe(401);
  expect((await post(up, '{"version":"4"')).status).toBe(400);
  expect((await post(up, `"${'x'.repeat(9 * 2 ** 20)}"`)).status).toBe(413);
  // Prometheus does not answer: the first question says so, after what is tried again.
  await seen(() => logged(up, 'a thread was opened').length > 0, PATIENCE);

  expect(logged(up, 'an alert was taken')).toEqual([
    expect.objectContaining({
      sender: 'alertmanager',
      alert: 'KubeContainerOOMKilled',
      workload: 'quotes',
      pod: 'quotes-0',
    }),
  ]);
  expect(logged(up, 'a thread was opened')).toEqual([
    expect.objectContaining({ service: 'quotes', trigger: 'alert', channel: up.workspace.channels[CHANNEL]?.id }),
  ]);
  const refused = up.started
    .said()
    .split('\n')
    .flatMap((line) => /"reason":"([\w-]+)"/.exec(line)?.[1] ?? []);
  expect(refused).toEqual(['unauthorised', 'unreadable', 'too-large']);
  expect(up.started.said()).not.toContain(TOKEN);
  expect(up.started.said()).not.toContain('another-token');

  const metrics = await metricsOf(up);
  const counted = (name: string, labelsText: string) => metrics.get(name)?.samples.get(`${name}${labelsText}`);
  expect(counted('leakbot_alerts_received_total', '{sender="alertmanager",outcome="taken"}')).toBe(1);
  expect(counted('leakbot_alerts_received_total', '{sender="alertmanager",outcome="ignored"}')).toBe(1);
  for (const reason of refused) {
    expect(counted('leakbot_webhook_calls_refused_total', `{sender="alertmanager",reason="${reason}"}`)).toBe(1);
  }
  expect(counted('leakbot_slack_calls_total', '{method="chat.postMessage",result="ok"}')).toBeGreaterThan(0);
  expect(counted('leakbot_investigations', '{state="asking"}')).toBe(1);
  expect(counted('leakbot_source_up', '{source="metrics"}')).toBe(0);
  expect(counted('leakbot_store_bytes', '')).toBeGreaterThan(4096);
  expect(counted('leakbot_store_limit_bytes', '')).toBe(2 * 2 ** 30);
  const steps = metrics.get('leakbot_step_seconds')?.samples;
  expect(steps?.get('leakbot_step_seconds_count{step="thread"}')).toBe(1);
});

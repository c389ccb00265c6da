import { describe, expect, test } from 'vitest';
import type { Message } from '../../scripts/workspace/model.ts';
import type { Alert } from '../../src/alert/alert.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import { anOffice, anOomKill, CHANNEL, type Office, slotOf } from '../support/bot.ts';

const POD = 'markets-api-5c6d7f9b84-x2xkf';
const ORIGIN = 'http://alertmanager:9093';
const LABELS = { alertname: 'KubeContainerOOMKilled', container: 'markets-api', namespace: 'prod', pod: POD };
const TITLE = `KubeContainerOOMKilled (markets-api prod ${POD})`;

/** Slow enough that seconds of patience are more than a busy machine's delays. */
function slowly(parts: Parameters<typeof anOffice>[0] = {}): Promise<Office> {
  return anOffice(parts, {}, 'socket', 20);
}

/** What Alertmanager posts as it comes. */
const attachments = (title: string) => [
  { title, title_link: `${ORIGIN}/#/alerts?receiver=team`, text: '', fallback: title },
];

function posts(office: Office, title = `[FIRING:1] ${TITLE}`): Message {
  return office.workspace.app('Alertmanager').post(CHANNEL, { attachments: attachments(title) });
}

/** The same alert by webhook. */
function calls(office: Office, changes: Partial<Alert> = {}): Promise<void> {
  return office.raise(anOomKill({ labels: LABELS, origin: ORIGIN, ...changes }));
}

/** The roots that Leakbot posted, and the slots of the thread below a message. */
const roots = (office: Office) => office.workspace.messages(CHANNEL).filter((message) => slotOf(message) === 'root');
const below = (office: Office, message: Message) =>
  office.workspace.thread({ channel: CHANNEL, ts: message.ts }).slice(1).map(slotOf);

async function answered(office: Office, message: Message): Promise<void> {
  await office.workspace.until(() => below(office, message).includes('status'), { what: 'an answer in the thread' });
  await office.settled();
}

/** Below a message stands where its alert is looked into. */
async function pointedAt(office: Office, message: Message): Promise<void> {
  const points = () => below(office, message).some((slot) => slot?.startsWith('pointer/') === true);
  await office.workspace.until(points, { what: 'a link to the thread' });
  await office.settled();
}

/** Alertmanager has posted into the channel before: an alert about a service that is not looked at here. */
async function learnt(office: Office): Promise<void> {
  await answered(office, posts(office, '[FIRING:1] KubeContainerOOMKilled (billing prod billing-7d9f6c5b8-x2x4q)'));
}

async function pass(office: Office, ms: number): Promise<void> {
  const until = office.time.now() + ms;
  while (office.time.now() < until) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('an alert that another app posts', () => {
  test('is answered in its thread, and nowhere else', async () => {
    const office = await slowly();
    const alert = posts(office);
    await answered(office, alert);
    expect(below(office, alert)).toEqual(['status']);
    expect(roots(office)).toEqual([]);
    expect([...alert.reactions.keys()]).toEqual(['eyes']);
  });

  test('posted by token and edited when it is over: the thread says so', async () => {
    const office = await slowly();
    const app = office.workspace.app('Alertmanager');
    const call = (method: string, body: object) =>
      fetch(`${office.workspace.apiUrl}${method}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${app.token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }).then((response) => response.json() as Promise<{ ok: boolean; ts: string; channel: string }>);
    const posted = await call('chat.postMessage', {
      channel: CHANNEL,
      attachments: attachments(`[FIRING:1] ${TITLE}`),
    });
    expect(posted.ok).toBe(true);
    const alert = office.workspace.messages(CHANNEL).find(({ ts }) => ts === posted.ts) as Message;
    await answered(office, alert);
    const { channel, ts } = posted;
    expect(await call('chat.update', { channel, ts, attachments: attachments(`[RESOLVED] ${TITLE}`) })).toMatchObject({
      ok: true,
    });
    await office.workspace.until(() => below(office, alert).includes('note/resolved'));
    await office.settled();
    expect(below(office, alert)).toEqual(['status', 'note/resolved']);
    expect(roots(office)).toEqual([]);
  });

  test('every change of its group is a new message that opens nothing', async () => {
    const office = await slowly();
    const alert = posts(office);
    await answered(office, alert);
    const second = posts(office, '[FIRING:2] KubeContainerOOMKilled (markets-api prod)');
    const third = posts(office, `[FIRING:1] ${TITLE}`);
    await office.settled();
    expect([below(office, second), below(office, third)]).toEqual([[], []]);
    expect(roots(office)).toEqual([]);
  });

  test('what people and Leakbot write, and other alerts, begin nothing', async () => {
    const office = await slowly();
    office.workspace.as('dana').post(CHANNEL, `[FIRING:1] ${TITLE}`);
    posts(office, `[FIRING:1] HighLatency (markets-api prod ${POD})`);
    const said = office.workspace.messages(CHANNEL).length;
    await office.settled();
    expect(office.workspace.messages(CHANNEL)).toHaveLength(said);
  });
});

describe('the same alert by message and by webhook', () => {
  test('the message first: the webhook joins its thread', async () => {
    const office = await slowly();
    const alert = posts(office);
    await answered(office, alert);
    await pass(office, 10 * SECOND);
    await calls(office);
    await office.settled();
    expect(roots(office)).toEqual([]);
    expect(below(office, alert)).toEqual(['status']);
    // One alert, with what the webhook says of it.
    await calls(office, { status: 'resolved' });
    await office.workspace.until(() => below(office, alert).includes('note/resolved'));
  });

  test('the webhook first, where Alertmanager has posted before: its message is waited for', async () => {
    const office = await slowly();
    await learnt(office);
    await calls(office);
    await pass(office, 2 * SECOND);
    const alert = posts(office);
    await answered(office, alert);
    expect(roots(office)).toEqual([]);
  });

  test('the webhook first, and no message comes: Leakbot opens the thread after some seconds', async () => {
    const office = await slowly();
    await learnt(office);
    await calls(office);
    await office.workspace.until(() => roots(office).length === 1, { what: 'a root of its own' });
    await pass(office, 4 * SECOND);
    const late = posts(office);
    // People who read the alert's thread are sent on, once.
    await pointedAt(office, late);
    expect(roots(office)).toHaveLength(1);
    expect(below(office, late)).toHaveLength(1);
    const again = posts(office);
    await pass(office, 2 * SECOND);
    await office.settled();
    expect(below(office, again)).toEqual([]);
  });

  test('the webhook first, where no app has posted: nothing is waited for', async () => {
    const office = await slowly();
    await calls(office);
    await office.bot().intake.takeUp();
    expect(await office.stores.investigations.waitingAlerts()).toEqual([]);
    await office.workspace.until(() => roots(office).length === 1);
    await office.settled();
    const late = posts(office);
    await pointedAt(office, late);
    const [, pointer] = office.workspace.thread({ channel: CHANNEL, ts: late.ts });
    const [root] = roots(office);
    expect(pointer?.text).toMatch(
      new RegExp(`markets-api.* is looked into <[^|]*${root?.ts.replace('.', '')}[^|]*\\|in this thread>`),
    );
  });

  test('the message is deleted before the link to the thread stands there: the thread goes on', async () => {
    const office = await slowly();
    await calls(office);
    await office.workspace.until(() => roots(office).length === 1);
    await office.settled();
    office.workspace.faults.add({ kind: 'error', error: 'thread_not_found', method: 'chat.postMessage' });
    const alert = posts(office);
    await pass(office, 2 * SECOND);
    await office.settled();
    expect(below(office, alert)).toEqual([]);
    await calls(office, { status: 'resolved' });
    const [root] = roots(office) as [Message];
    await office.workspace.until(() => below(office, root).includes('note/resolved'));
  });

  test('a message that names no service takes it from the webhook', async () => {
    const office = await slowly({ services: () => Promise.resolve([]) });
    await learnt(office);
    await calls(office);
    const alert = posts(office, '[FIRING:1] KubeContainerOOMKilled (prod)');
    await answered(office, alert);
    expect(roots(office)).toEqual([]);
    expect(JSON.stringify(office.workspace.thread({ channel: CHANNEL, ts: alert.ts })[1]?.blocks)).toContain(
      'markets-api',
    );
  });

  test('a restart in between changes nothing, in both orders', async () => {
    const first = await slowly();
    const alert = posts(first);
    await answered(first, alert);
    await first.restart();
    await calls(first);
    await first.settled();
    expect(roots(first)).toEqual([]);

    const second = await slowly();
    await learnt(second);
    await calls(second);
    await second.restart();
    const message = posts(second);
    await answered(second, message);
    expect(roots(second)).toEqual([]);
  });
});

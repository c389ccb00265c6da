import { expect, onTestFinished, test } from 'vitest';
import type { Message } from '../../scripts/workspace/model.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import { CHANNEL, seen, slotOf } from '../support/bot.ts';
import { aKillableBot, type KillableBot } from '../support/killable-bot.ts';

const PATIENCE = 60_000;

const POD = 'markets-api-5c6d7f9b84-x2xkf';
const LABELS = { alertname: 'KubeContainerOOMKilled', container: 'markets-api', namespace: 'prod', pod: POD };

function posted(office: KillableBot, title = `[FIRING:1] KubeContainerOOMKilled (markets-api prod ${POD})`): Message {
  const link = 'http://alertmanager:9093/#/alerts';
  const attachment = { title, title_link: link, text: '', fallback: title };
  return office.workspace.app('Alertmanager').post(CHANNEL, { attachments: [attachment] });
}

const repliesTo = ({ workspace }: KillableBot, { ts }: Message) =>
  workspace.thread({ channel: CHANNEL, ts }).filter((message) => slotOf(message) === 'status').length;
const openings = ({ workspace }: KillableBot) =>
  workspace.messages(CHANNEL).filter((message) => slotOf(message) === 'root').length;

test.each([
  ['the message first', true],
  ['the webhook first', false],
])(
  'an alert by message and by webhook, ten seconds and a kill apart, %s: one thread',
  async (_, messageFirst) => {
    // Six seconds of patience are to outlast what a busy machine needs after a start.
    const speed = messageFirst ? 10 : 2;
    const office = await aKillableBot({ speed, raises: false });
    onTestFinished(() => office.close());
    await office.start();
    // What makes Leakbot wait for the message of a call: Alertmanager has posted here before.
    const other = posted(office, '[FIRING:1] KubeContainerOOMKilled (billing prod billing-7d9f6c5b8-x2x4q)');
    await seen(() => repliesTo(office, other) === 1, 15_000);
    const call = () => office.raise({ labels: LABELS });
    let alert: Message | undefined;
    if (messageFirst) {
      alert = posted(office);
      await seen(() => repliesTo(office, alert as Message) === 1, 15_000);
    } else {
      call();
      // Stored, and held for its message.
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    await office.kill();
    await new Promise((resolve) => setTimeout(resolve, (10 * SECOND) / speed));
    await office.start();
    if (messageFirst) call();
    else alert = posted(office);
    await seen(() => alert !== undefined && repliesTo(office, alert) === 1, 15_000);
    await office.settled();
    expect([openings(office), alert && repliesTo(office, alert)]).toEqual([0, 1]);
  },
  PATIENCE,
);

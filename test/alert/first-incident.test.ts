import { expect, test } from 'vitest';
import type { Post } from '../../src/alert/post.ts';
import { aPlayedIntake, threadText } from './played-intake.ts';
import { anAttachment, aPost } from './posts.ts';

const POD = 'ferry-slots-7d9f6c5b8-x2x4q';
let seconds = 1_763_867_045;

function posted(title: string, changes: Partial<Post> = {}): Post {
  seconds += 60;
  const titleLink = 'http://alertmanager:9093/#/alerts?receiver=team';
  const attachments = [anAttachment({ title, titleLink, fallback: title })];
  return aPost({ ts: `${seconds}.000100`, at: seconds * 1000, app: 'AlertManager', attachments, ...changes });
}

const killed = () => posted(`[FIRING:1] KubeContainerOOMKilled (ferry-slots harbour ${POD} warning)`);

const called = {
  version: '4',
  externalURL: 'http://alertmanager:9093',
  alerts: [
    {
      status: 'firing',
      labels: {
        alertname: 'KubeContainerOOMKilled',
        container: 'ferry-slots',
        namespace: 'harbour',
        pod: POD,
        severity: 'warning',
      },
      annotations: {},
      startsAt: '2026-11-23T03:04:00Z',
    },
  ],
};

test.each([
  ['in the channel', {}],
  ['in another channel', { channel: 'C0ELSE' }],
])('a sender that posted %s, about something else: the first kill’s message is waited for', async (_, changes) => {
  const intake = await aPlayedIntake([], { apart: 2_500 });
  await intake.see(posted('[FIRING:1] IngressLatencyHigh (harbour warning)', changes));
  expect(intake.unheard).toEqual(['counted as ignored']);
  await intake.restart();
  await intake.call('alertmanager', called);
  expect(await intake.investigations()).toEqual([]);
  await intake.see(killed());
  expect((await intake.investigations()).map(threadText)).toEqual([
    'in the message’s thread, harbour/ferry-slots, 1 alert, 1 pod',
  ]);
});

test('no message follows: the thread opens after some seconds', async () => {
  const intake = await aPlayedIntake([], { apart: 2_500 });
  await intake.see(posted('[FIRING:1] IngressLatencyHigh (harbour warning)'));
  await intake.call('alertmanager', called);
  await intake.pass(4_000);
  expect((await intake.investigations()).map(threadText)).toEqual([
    'a thread of its own, harbour/ferry-slots, 1 alert, 1 pod',
  ]);
});

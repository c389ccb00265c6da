import { describe, expect, test } from 'vitest';
import type { Alert } from '../../src/alert/alert.ts';
import type { Post } from '../../src/alert/post.ts';
import { isSameAlert } from '../../src/alert/same-alert.ts';
import { subjectOf } from '../../src/alert/subject.ts';
import { aPlayedIntake, type PlayedIntake, threadText } from './played-intake.ts';
import { anAttachment, aPost } from './posts.ts';

/** A message with a short title, whose workload stands in its text, and the webhook's alert of one. */
const SHORT = '[FIRING:1] KubeContainerOOMKilled (critical)';
let seconds = 1_763_867_045;

function posted(title: string, text = ''): Post {
  const titleLink = 'http://alertmanager:9093/#/alerts?receiver=team';
  seconds += 60;
  return aPost({
    ts: `${seconds}.000100`,
    at: seconds * 1000,
    app: 'AlertManager',
    attachments: [anAttachment({ title, titleLink, text, fallback: title })],
  });
}

const killed = (container: string, place: string) =>
  `The kernel killed container ${container} of ${place} at its memory limit.`;

function called(...all: readonly Readonly<Record<string, string>>[]) {
  seconds += 60;
  return {
    version: '4',
    externalURL: 'http://alertmanager:9093',
    alerts: all.map((labels) => ({
      status: 'firing',
      labels: { alertname: 'KubeContainerOOMKilled', severity: 'critical', ...labels },
      annotations: {},
      startsAt: new Date(seconds * 1000).toISOString(),
    })),
  };
}

const labels = (name: string, changes: Readonly<Record<string, string>> = {}) => ({
  namespace: 'tns',
  container: name,
  pod: `${name}-7d9f6c5b8-x2x4q`,
  cluster: 'eu-1',
  ...changes,
});

async function threads(intake: PlayedIntake): Promise<readonly string[]> {
  return (await intake.investigations()).map(threadText);
}

describe('an alert is never taken for that of another workload', () => {
  test('a short title of another workload came before, then webhook and message of this one', async () => {
    const intake = await aPlayedIntake([]);
    await intake.see(posted(SHORT, killed('tone', 'tns/tone-7d9f6c5b8-x2x4q')));
    await intake.call('alertmanager', called(labels('ttwo')));
    await intake.see(posted(SHORT, killed('ttwo', 'tns/ttwo-7d9f6c5b8-x2x4q')));
    const [one, two, ...others] = await threads(intake);
    expect(one).toContain('tns/tone, 1 alert');
    expect(two).toContain('tns/ttwo');
    expect(others).toEqual([]);
  });

  test.each([
    ['another namespace', { namespace: 'other' }],
    ['another pod and workload', { pod: 'else-7d9f6c5b8-x2x4q', container: 'else' }],
    ['a sidecar of the same pod', { container: 'proxy' }],
  ])('%s', async (_, changes) => {
    const intake = await aPlayedIntake([]);
    await intake.see(posted(SHORT, killed('"web" of pod', 'tns/web-7d9f6c5b8-x2x4q').replace('of pod of', 'of pod')));
    await intake.call('alertmanager', called(labels('web', changes)));
    expect(await threads(intake)).toHaveLength(2);
  });

  test('a title that names the namespace only is of the first workload that a call names in it', async () => {
    const intake = await aPlayedIntake([]);
    await intake.call('alertmanager', called(labels('one')));
    await intake.see(posted('[FIRING:1] KubeContainerOOMKilled (tns)'));
    await intake.call('alertmanager', called(labels('two')));
    const found = await threads(intake);
    expect(found.filter((each) => each.includes('tns/one'))).toHaveLength(1);
    expect(found.filter((each) => each.includes('tns/two'))).toHaveLength(1);
  });

  test.each([
    ['one pod', SHORT, killed('web', 'tns/web-7d9f6c5b8-x2x4q'), true],
    ['another pod of the workload', SHORT, killed('web', 'tns/web-7d9f6c5b8-bbbbb'), true],
    ['nothing that names a workload', SHORT, 'A container was killed.', false],
    ['the cluster only', '[FIRING:1] KubeContainerOOMKilled (eu-1 critical)', '', false],
  ])('%s', (_, title, text, same) => {
    const alert = (given: Readonly<Record<string, string>>): Alert => ({
      source: 'alertmanager',
      fingerprint: JSON.stringify(given),
      kind: 'oom-kill',
      status: 'firing',
      name: 'KubeContainerOOMKilled',
      subject: subjectOf(given),
      startsAt: 0,
      labels: { alertname: 'KubeContainerOOMKilled', severity: 'critical', ...given },
    });
    const pod = /web-7d9f6c5b8-[a-z0-9]{5}/.exec(text)?.[0];
    const values = /\((.*)\)/.exec(title)?.[1]?.split(' ') ?? [];
    const message = alert(pod === undefined ? {} : { namespace: 'tns', pod });
    const post = { channel: 'C', ts: '1', values: ['KubeContainerOOMKilled', ...values], text };
    expect(isSameAlert({ ...message, post }, alert(labels('web')))).toBe(same);
  });
});

describe('a message whose workload cannot be read', () => {
  test('is asked about in its own thread, whatever came before under the same name', async () => {
    const intake = await aPlayedIntake([]);
    await intake.see(posted('[FIRING:1] KubeContainerOOMKilled (eu-1 web vns web-7d9f6c5b8-x2x4q warning)'));
    await intake.see(posted('[FIRING:1] KubeContainerOOMKilled (eu-1 search warning)'));
    await intake.see(posted('[FIRING:1] KubeContainerOOMKilled (eu-1 logs warning)'));
    const found = await threads(intake);
    expect(found[0]).toContain('?/web, 1 alert');
    expect(found.slice(1)).toEqual([
      'in the message’s thread, asks for the service, 1 alert, 0 pods',
      'in the message’s thread, asks for the service, 1 alert, 0 pods',
    ]);
  });

  test('joins the thread of an earlier one with the same values', async () => {
    const intake = await aPlayedIntake([]);
    await intake.see(posted('[FIRING:1] KubeContainerOOMKilled (eu-1 search warning)'));
    await intake.see(posted('[FIRING:2] KubeContainerOOMKilled (eu-1 search warning)'));
    expect(await threads(intake)).toHaveLength(1);
  });

  test('joins the thread of what it still names when its group has grown, and no other', async () => {
    const intake = await aPlayedIntake([]);
    await intake.see(posted('[FIRING:1] KubeContainerOOMKilled (web vns web-7d9f6c5b8-x2x4q warning)'));
    await intake.see(posted('[FIRING:2] KubeContainerOOMKilled (web vns warning)'));
    expect(await threads(intake)).toHaveLength(1);
    await intake.see(posted('[FIRING:3] KubeContainerOOMKilled (warning)'));
    expect(await threads(intake)).toHaveLength(2);
  });

  test('one question where message and webhook say the same of no workload', async () => {
    const intake = await aPlayedIntake([]);
    await intake.see(posted(SHORT));
    await intake.call('alertmanager', called({}));
    expect(await threads(intake)).toHaveLength(1);
  });
});

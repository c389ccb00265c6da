import { describe, expect, test } from 'vitest';
import { aPlayedIntake, type PlayedIntake, threadText } from './played-intake.ts';
import { anAttachment, aPost } from './posts.ts';

const TITLE = '[FIRING:3] KubeContainerOOMKilled (critical)';
const ENGINE = 'engine-log-7d9f6c5b8';
const CABIN = 'cabin-light-7d9f6c5b8';
let seconds = 1_763_867_045;

function posted(title: string, host = 'alertmanager') {
  seconds += 1;
  const titleLink = `http://${host}:9093/#/alerts?receiver=team`;
  const attachments = [anAttachment({ title, titleLink, fallback: title })];
  return aPost({ ts: `${seconds}.000100`, at: seconds * 1000, app: 'AlertManager', attachments });
}

function called(pods: readonly string[], { host = 'alertmanager', namespace = 'hangar', severity = 'critical' } = {}) {
  seconds += 1;
  return {
    version: '4',
    externalURL: `http://${host}:9093`,
    alerts: pods.map((pod) => ({
      status: 'firing',
      labels: { alertname: 'KubeContainerOOMKilled', namespace, pod, container: 'main', severity },
      annotations: {},
      startsAt: new Date(seconds * 1000).toISOString(),
    })),
  };
}

const threads = async (intake: PlayedIntake) => (await intake.investigations()).map(threadText);
const GROUP = [`${ENGINE}-x2x4q`, `${CABIN}-b6b8c`, `${ENGINE}-c7c9d`];
const BOTH = [
  'a thread of its own, hangar/cabin-light, 1 alert, 1 pod',
  'in the message’s thread, hangar/engine-log, 2 alerts, 2 pods',
];

describe('a group of several workloads, whose title names none of them, and its webhook', () => {
  test('the message first, which asks already: its thread is that of the first workload', async () => {
    const intake = await aPlayedIntake([], { apart: 2_000 });
    await intake.see(posted(TITLE));
    expect(await threads(intake)).toEqual(['in the message’s thread, asks for the service, 1 alert, 0 pods']);
    await intake.call('alertmanager', called(GROUP));
    await intake.pass(60_000);
    expect((await threads(intake)).toSorted()).toEqual(BOTH);
  });

  test('the message first, which waits for its webhook', async () => {
    const intake = await aPlayedIntake([], { apart: 2_000 });
    await intake.call('alertmanager', called(['before-7d9f6c5b8-x2x4q']));
    await intake.pass(60_000);
    await intake.see(posted(TITLE));
    await intake.call('alertmanager', called(GROUP));
    await intake.pass(60_000);
    expect((await threads(intake)).slice(1).toSorted()).toEqual(BOTH);
  });

  test('the webhook first', async () => {
    const intake = await aPlayedIntake([], { apart: 2_000 });
    await intake.see(posted('[FIRING:1] IngressLatencyHigh (critical)'));
    await intake.call('alertmanager', called(GROUP));
    await intake.see(posted(TITLE));
    await intake.pass(60_000);
    expect((await threads(intake)).toSorted()).toEqual(BOTH);
  });

  test.each([
    ['of another Alertmanager', { host: 'other.example' }],
    ['of another severity', { severity: 'warning' }],
  ])('a webhook %s is not its', async (_, changes) => {
    const intake = await aPlayedIntake([], { apart: 2_000 });
    await intake.see(posted(TITLE));
    await intake.call('alertmanager', called([`${ENGINE}-x2x4q`], changes));
    await intake.pass(60_000);
    expect(await threads(intake)).toHaveLength(2);
  });
});

describe('two replicas of Alertmanager, each with an address of its own', () => {
  const one = `[FIRING:1] KubeContainerOOMKilled (main hangar ${ENGINE}-x2x4q critical)`;
  test.each([
    ['numbered', 'alertmanager-main-0', 'alertmanager-main-1'],
    ['with addresses that share nothing', '10.2.0.7', 'am-b.example'],
  ])('%s: one thread, whichever came first', async (_, poster, caller) => {
    const first = await aPlayedIntake([], { apart: 2_000 });
    await first.see(posted(one, poster));
    await first.call('alertmanager', called([`${ENGINE}-x2x4q`], { host: caller }));
    await first.pass(60_000);
    expect(await threads(first)).toEqual(['in the message’s thread, hangar/engine-log, 1 alert, 1 pod']);

    const second = await aPlayedIntake([], { apart: 2_000 });
    await second.see(posted('[FIRING:1] IngressLatencyHigh (critical)', poster));
    await second.call('alertmanager', called([`${ENGINE}-x2x4q`], { host: caller }));
    await second.see(posted(one, poster));
    await second.pass(60_000);
    expect(await threads(second)).toEqual(['in the message’s thread, hangar/engine-log, 1 alert, 1 pod']);
  });

  test('db-0 is a pod in each of two clusters', async () => {
    const intake = await aPlayedIntake([], { apart: 2_000 });
    await intake.see(posted('[FIRING:1] KubeContainerOOMKilled (main hangar main-db-0 critical)', 'am.eu.example'));
    await intake.call('alertmanager', called(['main-db-0'], { host: 'am.us.example' }));
    await intake.pass(60_000);
    expect(await threads(intake)).toHaveLength(2);
  });
});

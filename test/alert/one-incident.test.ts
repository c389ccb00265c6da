import { describe, expect, test } from 'vitest';
import { BODIES } from './bodies.ts';
import { aPlayedIntake, threadText } from './played-intake.ts';
import { anAttachment, aPost, POSTS } from './posts.ts';

const SENDERS = Object.keys(BODIES);
const PAIRS = SENDERS.flatMap((one) => SENDERS.filter((other) => other !== one).map((other) => [one, other] as const));

/** All of these are about prod/markets-api; some senders know its cluster or container, others do not. */
describe.each([
  ['discovery knows it', undefined],
  ['no source has shown it yet', []],
])('one workload, two senders, %s', (_, services) => {
  test.each(PAIRS)('%s, then %s: one thread', async (one, other) => {
    const intake = await aPlayedIntake(services);
    await intake.call(one, BODIES[one]?.fired);
    await intake.call(other, BODIES[other]?.fired);
    expect((await intake.investigations()).map(threadText)).toHaveLength(1);
  });

  test.each(Object.keys(POSTS))('webhooks of all, and a message of %s: one thread', async (sender) => {
    const intake = await aPlayedIntake(services);
    for (const each of SENDERS) await intake.call(each, BODIES[each]?.fired);
    const post = POSTS[sender]?.fired;
    if (post !== undefined) await intake.see(post);
    expect((await intake.investigations()).map(threadText)).toHaveLength(1);
  });
});

describe('what may be another workload has a thread of its own', () => {
  const alert = (labels: object) => ({
    version: '4',
    alerts: [
      {
        status: 'firing',
        labels: { alertname: 'KubeContainerOOMKilled', pod: 'web-5c6d7f9b84-x2xkf', ...labels },
        annotations: {},
        startsAt: '2026-11-23T03:04:00Z',
      },
    ],
  });
  const pagerduty = (title: string) => ({
    event: {
      event_type: 'incident.triggered',
      occurred_at: '2026-11-23T03:04:00Z',
      data: { id: 'PGR0VU2', title },
    },
  });

  test.each<[string, readonly (readonly [string, unknown])[], number]>([
    [
      'without a cluster, where two clusters have it',
      [
        ['alertmanager', alert({ namespace: 'prod', cluster: 'eu-1' })],
        ['alertmanager', alert({ namespace: 'prod', cluster: 'us-1' })],
        ['alertmanager', alert({ namespace: 'prod' })],
      ],
      3,
    ],
    [
      'in another namespace',
      [
        ['alertmanager', alert({ namespace: 'prod' })],
        ['alertmanager', alert({ namespace: 'test' })],
      ],
      2,
    ],
    [
      'by a title that names no namespace',
      [
        ['alertmanager', alert({ namespace: 'prod' })],
        ['pagerduty', pagerduty('OOMKilled web-5c6d7f9b84-9kz2m')],
      ],
      2,
    ],
    [
      'a sidecar of the pod',
      [
        ['alertmanager', alert({ namespace: 'prod', container: 'web' })],
        ['alertmanager', alert({ namespace: 'prod', container: 'envoy', cluster: 'eu-1' })],
      ],
      2,
    ],
  ])('%s', async (_, calls, threads) => {
    const intake = await aPlayedIntake([]);
    for (const [sender, body] of calls) await intake.call(sender, body);
    expect((await intake.investigations()).map(threadText)).toHaveLength(threads);
  });
});

test.each([
  ['the message first', true],
  ['the webhook first', false],
])(
  'a message whose severity is another than the webhook’s, both waiting, %s: one thread at the message',
  async (_, first) => {
    const intake = await aPlayedIntake([], { apart: 1_000 });
    const labels = {
      namespace: 'kns',
      cluster: 'eu-1',
      pod: 'kone-7d9f6c5b8-x2x4q',
      container: 'kone',
      severity: 'warning',
    };
    const call = (more: object, at: string) => ({
      version: '4',
      alerts: [
        {
          status: 'firing',
          labels: { alertname: 'KubePodCrashLooping', ...labels, ...more },
          annotations: {},
          startsAt: at,
        },
      ],
    });
    const title = '[FIRING:1] KubePodCrashLooping (critical)';
    const post = (text: string, ts: string) =>
      aPost({
        ts,
        at: Math.floor(Number(ts)) * 1000,
        app: 'AlertManager',
        attachments: [anAttachment({ title, text, titleLink: 'http://am/#/alerts', fallback: title })],
      });
    // Both ways are in use: each waits for the other.
    await intake.call(
      'alertmanager',
      call({ namespace: 'x', pod: 'w-7d9f6c5b8-x2x4q', container: 'w' }, '2026-11-23T02:00:00Z'),
    );
    await intake.see(post('Pod y/v-7d9f6c5b8-x2x4q (v) is crash looping', '1763867045.000100'));
    await intake.pass(60_000);
    const see = () => intake.see(post('Pod kns/kone-7d9f6c5b8-x2x4q (kone) is crash looping', '1763867145.000100'));
    const raise = () => intake.call('alertmanager', call({}, '2026-11-23T03:04:00Z'));
    await (first ? see() : raise());
    await (first ? raise() : see());
    await intake.pass(60_000);
    const threads = (await intake.investigations()).filter(({ service }) => service?.workload.name === 'kone');
    expect(threads.map(threadText)).toEqual([expect.stringContaining('in the message’s thread, kns/kone')]);
    expect(threads[0]?.service?.workload.cluster).toBe('eu-1');
  },
);

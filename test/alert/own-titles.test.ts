import { describe, expect, test } from 'vitest';
import { aPlayedIntake, threadText } from './played-intake.ts';
import { anAttachment, aPost } from './posts.ts';

const NAME = 'KubeContainerOOMKilled';
const POD = 'quince-6f7d8c9b5-k4m8x';
const LABELS = { cluster: 'ap-2', namespace: 'orchard', pod: POD, container: 'quince', severity: 'warning' };

function called(labels: Readonly<Record<string, string>> = LABELS, startsAt = '2026-11-23T03:04:00Z') {
  const alerts = [{ status: 'firing', labels: { alertname: NAME, ...labels }, annotations: {}, startsAt }];
  return { version: '4', externalURL: 'http://alertmanager:9093', alerts };
}

function posted(title: string, text: string, ts = '1763867145.000100') {
  const titleLink = 'http://alertmanager:9093/#/alerts?receiver=team';
  const attachments = [anAttachment({ title, titleLink, text, fallback: title })];
  return aPost({ ts, at: Math.floor(Number(ts)) * 1000, app: 'AlertManager', attachments });
}

/** Both ways are in use: each waits for the other. */
async function inUse(title: (name: string) => string, text = SENTENCE) {
  const intake = await aPlayedIntake([], { apart: 1_000 });
  const other = { namespace: 'orchard', pod: 'medlar-6f7d8c9b5-k4m8x', container: 'medlar' };
  await intake.call('alertmanager', called(other, '2026-11-23T02:00:00Z'));
  await intake.pass(60_000);
  await intake.see(posted(title('rowan'), text('rowan'), '1763867045.000100'));
  await intake.pass(60_000);
  return intake;
}

const SENTENCE = (name: string) => `Container ${name} of pod orchard/${name}-6f7d8c9b5-k4m8x ran out of memory`;
const FIELDS = (name: string) => `*Pod:* \`${name}-6f7d8c9b5-k4m8x\`\n*Namespace:* \`orchard\``;
const NAMED = (name: string) => `*Alert:* ${NAME}\n${FIELDS(name)}`;
const BARE = (name: string) => `The kernel ended pod ${name}-6f7d8c9b5-k4m8x`;

describe.each<[string, (name: string) => string, (name: string) => string]>([
  ['a colon after the name', () => `:rotating_light: ${NAME}: the limit was reached`, BARE],
  ['between dashes', () => `Alarm – ${NAME} – staging`, FIELDS],
  ['the name in the text', (name) => `[WARNING] ${name} ran out of memory`, NAMED],
  [
    'the state, and a sentence',
    (name) => `[FIRING:1] ${NAME}: ${name} of orchard/${name}-6f7d8c9b5-k4m8x has died`,
    BARE,
  ],
  ['the state, and bars', (name) => `[FIRING:1] ${NAME} | ap-2 | orchard/${name}`, SENTENCE],
  ['the state without a number', (name) => `[FIRING] ${NAME} | ap-2 | orchard/${name}`, SENTENCE],
  ['the severity in brackets', (name) => `${NAME} (critical): ${name}`, SENTENCE],
  ['the state, and a sentence without marks', (name) => `[FIRING:1] ${NAME} of ${name} in orchard`, FIELDS],
])('a title of the team’s own, %s', (_, title, text) => {
  test.each([
    ['the message first', true],
    ['the webhook first', false],
  ])('%s: one thread, at the message, with the webhook’s labels', async (_order, first) => {
    const intake = await inUse(title, text);
    const see = () => intake.see(posted(title('quince'), text('quince')));
    const call = () => intake.call('alertmanager', called());
    await (first ? see() : call());
    await (first ? call() : see());
    await intake.pass(60_000);
    const found = (await intake.investigations()).filter(({ service }) => service?.workload.name === 'quince');
    expect(found.map(threadText)).toEqual(['in the message’s thread, orchard/quince, 1 alert, 1 pod']);
    expect(found[0]?.service?.workload.cluster).toBe('ap-2');
  });

  test('another workload’s webhook has a thread of its own', async () => {
    const intake = await inUse(title, text);
    await intake.see(posted(title('quince'), text('quince')));
    const pod = 'sloe-6f7d8c9b5-k4m8x';
    await intake.call('alertmanager', called({ ...LABELS, pod, container: 'sloe' }));
    await intake.pass(60_000);
    const found = (await intake.investigations()).map(({ service, place }) => [
      service?.workload.name,
      place.adopted === undefined ? 'own' : 'adopted',
    ]);
    expect(found.slice(2)).toEqual(
      expect.arrayContaining([
        ['quince', 'adopted'],
        ['sloe', 'own'],
      ]),
    );
    expect(found).toHaveLength(4);
  });
});

test('the name of another alert in the title, the same pod: two alerts of one workload', async () => {
  const intake = await inUse(() => NAME);
  await intake.call('alertmanager', called());
  await intake.see(posted('Page: KubePodCrashLooping, quince', FIELDS('quince')));
  await intake.pass(60_000);
  const found = (await intake.investigations()).filter(({ service }) => service?.workload.name === 'quince');
  expect(found.map(({ alerts }) => alerts.map(({ name }) => name).toSorted())).toEqual([
    ['KubeContainerOOMKilled', 'KubePodCrashLooping'],
  ]);
});

test('one pod’s name in two namespaces stays two', async () => {
  const intake = await inUse(() => NAME);
  await intake.call('alertmanager', called({ ...LABELS, pod: 'quince-0' }));
  await intake.see(posted(`Alarm: ${NAME}, please look`, '*Pod:* `quince-0`\n*Namespace:* `cellar`'));
  await intake.pass(60_000);
  const found = (await intake.investigations()).filter(({ service }) => service?.workload.name === 'quince');
  expect(new Set(found.map(({ service }) => service?.workload.namespace))).toEqual(new Set(['cellar', 'orchard']));
});

describe('the name of the alert in the words above the attachment alone', () => {
  const fields = [
    { title: 'Namespace', value: 'orchard' },
    { title: 'Pod', value: POD },
  ];
  const above = (pretext: string, title: string) => {
    const post = posted(title, '');
    return { ...post, attachments: post.attachments.map((each) => ({ ...each, pretext, fields })) };
  };

  test.each([
    ['as it is', NAME, '[FIRING:1] Orchard alarm'],
    ['with other words', `:bell: *${NAME}* for @team-orchard`, 'Something is wrong in the orchard'],
    ['of several words', 'Container OOM killed', '[FIRING:1] Orchard alarm'],
  ])('%s: it is read', async (_, pretext, title) => {
    const intake = await aPlayedIntake([]);
    await intake.see(above(pretext, title));
    expect((await intake.investigations()).map(threadText)).toEqual([
      'in the message’s thread, orchard/quince, 1 alert, 1 pod',
    ]);
  });

  test.each([
    ['the title names another alert', NAME, '[FIRING:1] KubeDeploymentReplicasMismatch'],
    ['it names an alert about something else', 'KubeDeploymentReplicasMismatch', '[FIRING:1] Orchard alarm'],
  ])('%s: it starts nothing', async (_, pretext, title) => {
    const intake = await aPlayedIntake([]);
    await intake.see(above(pretext, title));
    expect(await intake.investigations()).toEqual([]);
    expect(intake.unheard).toEqual(['counted as ignored']);
  });
});

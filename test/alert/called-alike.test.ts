import { describe, expect, test } from 'vitest';
import type { Post } from '../../src/alert/post.ts';
import { placesInTitle } from '../../src/alert/title-places.ts';
import type { Service } from '../../src/service/service.ts';
import { aPlayedIntake, type PlayedIntake } from './played-intake.ts';
import { anAttachment, aPost } from './posts.ts';

let seconds = 1_763_867_045;

/** A message of nothing but its title, whose values have no names. */
function posted(values: string, { state = 'FIRING:1', group = '' } = {}): Post {
  seconds += 60;
  const title = `[${state}] KubeContainerOOMKilled ${group}(${values})`;
  const titleLink = 'http://alertmanager:9093/#/alerts?receiver=team';
  const attachment = anAttachment({ title, titleLink, fallback: title });
  return aPost({ ts: `${seconds}.000100`, at: seconds * 1000, app: 'AlertManager', attachments: [attachment] });
}

function called(labels: Readonly<Record<string, string>>) {
  seconds += 60;
  return {
    version: '4',
    externalURL: 'http://alertmanager:9093',
    alerts: [
      {
        status: 'firing',
        labels: { alertname: 'KubeContainerOOMKilled', severity: 'critical', ...labels },
        annotations: {},
        startsAt: new Date(seconds * 1000).toISOString(),
      },
    ],
  };
}

/** `a/web`, `eu-1/a/web` or `web`. */
function known(...paths: readonly string[]): readonly Service[] {
  return paths.map((path) => {
    const [name = '', namespace, cluster] = path.split('/').toReversed();
    return {
      workload: { cluster, namespace, name, container: name },
      selector: [{ label: 'container', op: '=', value: name }],
      targets: [],
      metricsPath: '/metrics',
      pprofPath: '/debug/pprof',
    } as const;
  });
}

/** `a/web, 1 alert`; `? asks` for one that asks which service it is. */
async function threads(intake: PlayedIntake): Promise<readonly string[]> {
  return (await intake.investigations()).map(({ service, alerts, notes }) => {
    const { cluster, namespace, name } = service?.workload ?? {};
    const path = [cluster, namespace, name].filter((part) => part !== undefined).join('/');
    const over = notes.some(({ kind }) => kind === 'resolved') ? ', over' : '';
    return `${service === undefined ? '? asks' : path}, ${alerts.length}${over}`;
  });
}

const pod = (last: string) => `web-7d9f6c5b8-${last}`;

describe('two messages of which only a value differs that may be the namespace', () => {
  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['nothing is known', [], ['web a critical', 'web b critical'], ['? asks, 1', '? asks, 1']],
    [
      'nothing is known, the pods can be read',
      [],
      [`web a ${pod('x2x4q')} critical`, `web b ${pod('9kz2m')} critical`],
      ['web, 1', 'web, 1'],
    ],
    ['both are known', ['a/web', 'b/web'], ['web a critical', 'web b critical'], ['a/web, 1', 'b/web, 1']],
    [
      'both are known, the pods can be read',
      ['a/web', 'b/web'],
      [`web a ${pod('x2x4q')} critical`, `web b ${pod('9kz2m')} critical`],
      ['a/web, 1', 'b/web, 1'],
    ],
    [
      'both namespaces are known, one without such a workload',
      ['a/web', 'b/api'],
      ['web a critical', 'web b critical'],
      ['a/web, 1', 'b/web, 1'],
    ],
    ['one is known', ['a/web'], ['web a critical', 'web b critical'], ['a/web, 1', '? asks, 1']],
    [
      'one is known, the pods can be read',
      ['a/web'],
      [`web a ${pod('x2x4q')} critical`, `web b ${pod('9kz2m')} critical`],
      ['a/web, 1', '? asks, 1'],
    ],
    ['it is listed without a namespace', ['web'], ['web a critical', 'web b critical'], ['web, 1', 'web, 1']],
    [
      'two clusters are known',
      ['eu-1/prod/web', 'us-1/prod/web'],
      [`eu-1 web prod ${pod('x2x4q')} critical`, `us-1 web prod ${pod('9kz2m')} critical`],
      ['eu-1/prod/web, 1', 'us-1/prod/web, 1'],
    ],
    [
      'a namespace called like the workload',
      ['payments/payments', 'test/payments'],
      ['payments payments critical', 'payments test critical'],
      ['payments/payments, 1', 'test/payments, 1'],
    ],
    [
      'several known, and the title says of which namespace neither is',
      ['a/web', 'b/web'],
      [`web ${pod('x2x4q')} critical`],
      ['? asks, 1'],
    ],
  ])('%s', async (_, services, titles, expected) => {
    const intake = await aPlayedIntake(known(...services));
    for (const title of titles) await intake.see(posted(title));
    expect(await threads(intake)).toEqual(expected);
  });

  test('grouped by namespace', async () => {
    const intake = await aPlayedIntake([]);
    await intake.see(posted(`web ${pod('x2x4q')} critical`, { group: 'a ' }));
    await intake.see(posted(`web ${pod('9kz2m')} critical`, { group: 'b ' }));
    expect(await threads(intake)).toEqual(['web, 1', 'web, 1']);
  });

  test('both waited, as after a start', async () => {
    const intake = await aPlayedIntake([], { apart: 0 });
    await intake.call('alertmanager', called({ namespace: 'x', container: 'other' }));
    await intake.see(posted(`web a ${pod('x2x4q')} critical`));
    await intake.see(posted(`web b ${pod('9kz2m')} critical`));
    await intake.see(posted(`web b ${pod('zzzzz')} critical`));
    expect(await threads(intake)).toHaveLength(1);
    await intake.pass(60_000);
    expect(await threads(intake)).toEqual(['x/other, 1', 'web, 1', 'web, 1']);
  });

  test('each goes on in its own thread, and ends there', async () => {
    const intake = await aPlayedIntake([]);
    await intake.see(posted(`web a ${pod('x2x4q')} critical`));
    await intake.see(posted(`web b ${pod('9kz2m')} critical`));
    await intake.see(posted(`web a ${pod('zzzzz')} critical`));
    await intake.see(posted(`web b ${pod('9kz2m')} critical`, { state: 'RESOLVED' }));
    expect((await threads(intake)).map((each) => each.includes('over'))).toEqual([false, true]);
  });

  test('the call of the first came by webhook', async () => {
    const intake = await aPlayedIntake(known('a/web'));
    await intake.call('alertmanager', called({ namespace: 'a', container: 'web', pod: pod('x2x4q') }));
    await intake.see(posted(`web b ${pod('9kz2m')} critical`));
    expect(await threads(intake)).toEqual(['a/web, 1', '? asks, 1']);
  });

  test('a webhook names the one that was asked about', async () => {
    const intake = await aPlayedIntake(known('a/web'));
    await intake.see(posted('web a critical'));
    await intake.see(posted('web b critical'));
    await intake.call('alertmanager', called({ namespace: 'b', container: 'web' }));
    expect(await threads(intake)).toEqual(['a/web, 1', 'b/web, 1']);
  });
});

describe('two messages of one workload', () => {
  test.each<[string, readonly string[], readonly string[], string]>([
    ['the same title', [], [`web a ${pod('x2x4q')} critical`, `web a ${pod('x2x4q')} critical`], 'web, 1'],
    ['another pod', [], [`web a ${pod('x2x4q')} critical`, `web a ${pod('9kz2m')} critical`], 'web, 1'],
    ['graver than before', [], [`web a ${pod('x2x4q')} warning`, `web a ${pod('x2x4q')} critical`], 'web, 1'],
    [
      'another node, address and UID',
      [],
      [
        `web 10.0.3.7:8080 a ip-10-0-3-7 ${pod('x2x4q')} critical 9b1c6a52-6b0e-4d8e-9d8e-0a1b2c3d4e5f`,
        `web 10.0.4.9:8080 a ip-10-0-4-9 ${pod('9kz2m')} critical 1b1c6a52-6b0e-4d8e-9d8e-0a1b2c3d4e5f`,
      ],
      'web, 1',
    ],
    ['the group grew', [], [`web a ${pod('x2x4q')} critical`, 'web a critical'], 'web, 1'],
    ['a team beside the namespace', ['a/web'], ['web a shop critical', 'web a critical'], 'a/web, 1'],
    ['a cluster that discovery does not know', ['a/web'], ['eu-1 web critical', 'eu-1 web critical'], 'a/web, 1'],
    ['pods of a StatefulSet', [], ['pg-main a pg-main-0 critical', 'pg-main a pg-main-1 critical'], 'pg-main, 1'],
  ])('%s: one thread', async (_, services, titles, expected) => {
    const intake = await aPlayedIntake(known(...services));
    for (const title of titles) await intake.see(posted(title));
    expect(await threads(intake)).toEqual([expected]);
  });
});

test('what a namespace or a cluster may be, of the values in a title', () => {
  const values = [
    'KubeContainerOOMKilled',
    'eu-1',
    'web',
    'monitoring/k8s',
    'web',
    pod('x2x4q'),
    '10.0.3.7:8080',
    'p1',
  ];
  const alert = {
    source: 'alertmanager',
    fingerprint: '',
    kind: 'oom-kill',
    status: 'firing',
    name: 'KubeContainerOOMKilled',
    subject: { workload: { name: 'web' }, pod: pod('x2x4q'), missing: [] },
    startsAt: 0,
    labels: {},
    post: { channel: 'C', ts: '1', values, text: '' },
  } as const;
  expect(placesInTitle(alert)).toEqual(['eu-1', 'web']);
});

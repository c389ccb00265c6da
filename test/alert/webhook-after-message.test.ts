import { describe, expect, test } from 'vitest';
import type { Post } from '../../src/alert/post.ts';
import { type Service, workloadKey } from '../../src/service/service.ts';
import { aPlayedIntake, type PlayedIntake } from './played-intake.ts';
import { anAttachment, aPost } from './posts.ts';

const PAGE = 'http://alertmanager:9093/#/alerts?receiver=team';
const POD = 'promo-api-6f7d8c9b5-k4m8x';
/** What Alertmanager posts as it comes: values of labels, none of which has a name. */
const TITLE = `[FIRING:1] KubeContainerOOMKilled (eu-1 promo-api promo ${POD} warning)`;
const LABELS = { cluster: 'eu-1', namespace: 'promo', pod: POD, container: 'promo-api', severity: 'warning' };
/** All of one workload, by the labels of the webhook. */
const NARROW = [
  { label: 'cluster', op: '=', value: 'eu-1' },
  { label: 'namespace', op: '=', value: 'promo' },
  { label: 'container', op: '=', value: 'promo-api' },
];

let seconds = 1_763_867_045;

function posted(title = TITLE, text = ''): Post {
  seconds += 60;
  const attachment = anAttachment({ title, titleLink: PAGE, text, fallback: title });
  return aPost({ ts: `${seconds}.000100`, at: seconds * 1000, app: 'AlertManager', attachments: [attachment] });
}

function called(labels: Readonly<Record<string, string>> = LABELS, changes: object = {}) {
  return {
    version: '4',
    externalURL: 'http://alertmanager:9093',
    alerts: [
      {
        status: 'firing',
        labels: { alertname: 'KubeContainerOOMKilled', ...labels },
        annotations: {},
        startsAt: '2026-11-23T03:04:00Z',
        ...changes,
      },
    ],
  };
}

async function only(intake: PlayedIntake) {
  await intake.pass(60_000);
  const all = await intake.investigations();
  expect(all).toHaveLength(1);
  return all[0];
}

const workloadOf = (service: Service | undefined) => (service === undefined ? 'none' : workloadKey(service.workload));
const NARROWED = JSON.stringify(['eu-1', 'promo', 'promo-api', 'promo-api']);

/** What the thread must say and look at, whichever came first. */
async function isNarrow(intake: PlayedIntake): Promise<void> {
  const found = await only(intake);
  expect(workloadOf(found?.service)).toBe(NARROWED);
  expect(found?.service?.selector).toEqual(NARROW);
  expect(found?.alerts).toHaveLength(1);
  // The evidence that stands in the thread is of the selector that its headline names.
  expect(found?.steps.filter(({ status }) => status !== 'superseded')).toMatchObject([{ status: 'asked' }]);
  expect(intake.looked.at(-1)).toBe(JSON.stringify(NARROW));
}

describe.each([1_000, 3_000, 10_000])('message and webhook %i ms apart', (apart) => {
  test('the message first, and no webhook ever came: its labels narrow what is looked at', async () => {
    const intake = await aPlayedIntake([], { apart });
    await intake.see(posted());
    await intake.call('alertmanager', called());
    expect((await only(intake))?.place.adopted).toBeDefined();
    await isNarrow(intake);
  });

  test('the webhook first', async () => {
    const intake = await aPlayedIntake([], { apart });
    await intake.call('alertmanager', called());
    await intake.see(posted());
    await isNarrow(intake);
  });

  test('the message first, where webhooks came before: it waits, or its thread is narrowed', async () => {
    const intake = await aPlayedIntake([], { apart });
    const other = 'other-6f7d8c9b5-k4m8x';
    await intake.call('alertmanager', called({ ...LABELS, container: 'other', pod: other }));
    await intake.pass(60_000);
    await intake.see(posted());
    await intake.call('alertmanager', called());
    await intake.pass(60_000);
    const [, found, ...others] = await intake.investigations();
    expect(others).toEqual([]);
    expect(found?.place.adopted).toBeDefined();
    expect(workloadOf(found?.service)).toBe(NARROWED);
  });

  test('the process is replaced in between', async () => {
    const intake = await aPlayedIntake([], { apart });
    await intake.see(posted());
    await intake.restart();
    await intake.call('alertmanager', called());
    await intake.restart();
    await isNarrow(intake);
  });
});

describe('once narrowed', () => {
  test.each([
    ['the webhook repeats, another pod joins', called({ ...LABELS, pod: 'promo-api-6f7d8c9b5-zzzzz' })],
    ['the alert fires again later', called(LABELS, { startsAt: '2026-11-23T05:04:00Z' })],
  ])('%s: no further thread', async (_, again) => {
    const intake = await aPlayedIntake([], { apart: 2_000 });
    await intake.see(posted());
    await intake.call('alertmanager', called());
    await intake.pass(3_600_000);
    await intake.call('alertmanager', again);
    expect(workloadOf((await only(intake))?.service)).toBe(NARROWED);
  });

  test('the message comes again hours later, as it was and with another pod: no further thread', async () => {
    const intake = await aPlayedIntake([], { apart: 2_000 });
    await intake.see(posted());
    await intake.call('alertmanager', called());
    await intake.pass(4 * 3_600_000);
    await intake.see(posted());
    await only(intake);
    await intake.see(posted(TITLE.replace('k4m8x', 'zzzzz')));
    await only(intake);
  });

  test('the message that it is resolved ends it', async () => {
    const intake = await aPlayedIntake([], { apart: 2_000 });
    await intake.see(posted());
    await intake.call('alertmanager', called());
    await intake.call('alertmanager', called(LABELS, { status: 'resolved', endsAt: '2026-11-23T03:44:00Z' }));
    await intake.see(posted(TITLE.replace('FIRING:1', 'RESOLVED')));
    expect((await only(intake))?.notes).toMatchObject([{ kind: 'resolved' }]);
  });
});

describe('what the webhook says more than the message', () => {
  test('the container, which is not called like its workload', async () => {
    const intake = await aPlayedIntake([], { apart: 2_000 });
    await intake.see(posted('[FIRING:1] KubeContainerOOMKilled (critical)', `Pod tns/${POD} was OOM killed`));
    await intake.call('alertmanager', called({ namespace: 'tns', pod: POD, container: 'app', severity: 'critical' }));
    const found = await only(intake);
    expect(found?.service?.workload).toMatchObject({ namespace: 'tns', name: 'promo-api', container: 'app' });
    expect(found?.anyContainer).toBe(false);
    expect(found?.openedFor).toBeUndefined();
  });

  test('the workload itself, which its pods are not called like', async () => {
    const intake = await aPlayedIntake([], { apart: 2_000 });
    await intake.see(posted());
    await intake.call('alertmanager', called({ ...LABELS, deployment: 'promo' }));
    expect((await only(intake))?.service?.workload).toMatchObject({ name: 'promo', namespace: 'promo' });
  });

  test('the service that the message is asked about', async () => {
    const intake = await aPlayedIntake([], { apart: 2_000 });
    await intake.see(posted('[FIRING:1] KubeContainerOOMKilled (promo warning)'));
    await intake.call('alertmanager', called());
    const found = await only(intake);
    expect(found?.status).toBe('asking');
    expect(workloadOf(found?.service)).toBe(NARROWED);
  });

  test('an answer that was given to the wide view is asked for again', async () => {
    const intake = await aPlayedIntake([], { apart: 2_000 });
    await intake.see(posted());
    await intake.answer('inv-1', 'yes');
    await intake.call('alertmanager', called());
    const found = await only(intake);
    const current = found?.steps.filter(({ status }) => status !== 'superseded');
    expect(current).toMatchObject([{ status: 'asked' }]);
    expect(current?.[0]).not.toHaveProperty('answer');
    expect(intake.looked.at(-1)).toBe(JSON.stringify(NARROW));
  });
});

describe('what a webhook does not change', () => {
  test('a thread that another webhook named before', async () => {
    const intake = await aPlayedIntake([], { apart: 2_000 });
    await intake.call('alertmanager', called());
    await intake.see(posted());
    await intake.call('alertmanager', called({ ...LABELS, pod: 'promo-api-6f7d8c9b5-zzzzz' }));
    await isNarrowed(intake);
  });

  test('a service that leakbot.yaml lists', async () => {
    const listed: Service = {
      workload: { name: 'promo-api' },
      runtime: 'go',
      selector: [{ label: 'app', op: '=', value: 'promo-api' }],
      targets: [],
      metricsPath: '/metrics',
      pprofPath: '/debug/pprof',
    };
    const intake = await aPlayedIntake([listed], { apart: 2_000 });
    await intake.see(posted());
    await intake.call('alertmanager', called());
    expect((await only(intake))?.service).toEqual(listed);
    expect(intake.looked).toHaveLength(1);
  });
});

async function isNarrowed(intake: PlayedIntake): Promise<void> {
  expect(workloadOf((await only(intake))?.service)).toBe(NARROWED);
  expect(intake.looked).toHaveLength(1);
}

import { expect, test } from 'vitest';
import { aPlayedIntake, type PlayedIntake, threadText } from './played-intake.ts';
import { anAttachment, aPost } from './posts.ts';

const POD = 'gate-scanner-7d9f6c5b8-x2x4q';
const OTHER = 'baggage-belt-7d9f6c5b8-x2x4q';
const PAGE = 'https://acme.pagerduty.com/incidents/Q0GATE1SCANNER';
let seconds = 1_763_867_045;

function post(app: string, attachment: Parameters<typeof anAttachment>[0], text = '') {
  seconds += 1;
  const attachments = [anAttachment(attachment)];
  return aPost({ ts: `${seconds}.000100`, at: seconds * 1000, app, text, attachments });
}

const alertmanagerPost = (pod = POD) => {
  const title = `[FIRING:1] KubeContainerOOMKilled (reader airport ${pod} warning)`;
  return post('Alertmanager', { title, titleLink: 'http://alertmanager:9093/#/alerts?receiver=team', fallback: title });
};

const TITLE = `OOMKilled namespace=airport pod=${POD}`;
const pagerDutyPost = () => post('PagerDuty', { fallback: 'x' }, `Triggered <${PAGE}|#12>: ${TITLE}`);
const datadogPost = (namespace = 'airport', pod = POD) => {
  const title = `[Triggered on {kube_namespace:${namespace},pod_name:${pod}}] Pod is OOMKilled`;
  return post('Datadog', { title, text: 'x', fallback: 'x' });
};

const pagerDutyCall = {
  event: {
    id: '01CEVENT',
    event_type: 'incident.triggered',
    resource_type: 'incident',
    occurred_at: '2026-11-23T03:04:05Z',
    data: {
      id: 'Q0GATE1SCANNER',
      type: 'incident',
      html_url: PAGE,
      number: 12,
      status: 'triggered',
      created_at: '2026-11-23T03:04:05Z',
      title: TITLE,
    },
  },
};

const alertmanagerCall = (pod: string) => ({
  version: '4',
  externalURL: 'http://alertmanager:9093',
  alerts: [
    {
      status: 'firing',
      labels: {
        alertname: 'KubeContainerOOMKilled',
        namespace: 'airport',
        container: 'reader',
        pod,
        severity: 'warning',
      },
      annotations: {},
      startsAt: '2026-11-23T03:04:00Z',
    },
  ],
});

/** Alertmanager's webhook came before: from then on its messages wait for theirs. */
async function alertmanagerCalls(): Promise<PlayedIntake> {
  const intake = await aPlayedIntake([], { apart: 1_500 });
  await intake.call('alertmanager', alertmanagerCall(OTHER));
  await intake.pass(60_000);
  return intake;
}

const threads = async (intake: PlayedIntake) => (await intake.investigations()).slice(1);

test('three senders, one pod: the thread of the first message, which waits for its own webhook', async () => {
  const intake = await alertmanagerCalls();
  const first = alertmanagerPost();
  await intake.see(first);
  expect(await threads(intake)).toEqual([]);
  await intake.call('pagerduty', pagerDutyCall);
  await intake.see(pagerDutyPost());
  await intake.see(datadogPost());
  await intake.pass(60_000);
  const [found, ...others] = await threads(intake);
  expect(others).toEqual([]);
  expect(found?.place.adopted?.ts).toBe(first.ts);
  expect(found?.service?.workload).toMatchObject({ namespace: 'airport', name: 'gate-scanner' });
});

test('two messages and no webhook: the thread of the first', async () => {
  const intake = await alertmanagerCalls();
  const first = alertmanagerPost();
  await intake.see(first);
  await intake.see(datadogPost());
  await intake.pass(60_000);
  const [found, ...others] = await threads(intake);
  expect(others).toEqual([]);
  expect(found?.place.adopted?.ts).toBe(first.ts);
});

test('another namespace, and another workload of the same: threads of their own', async () => {
  const intake = await alertmanagerCalls();
  await intake.see(alertmanagerPost());
  await intake.see(datadogPost('harbour'));
  await intake.see(datadogPost('airport', 'kiosk-7d9f6c5b8-x2x4q'));
  await intake.pass(60_000);
  expect(intake.unheard).toEqual([]);
  expect((await threads(intake)).map(threadText).toSorted()).toEqual([
    'in the message’s thread, ?/gate-scanner, 1 alert, 1 pod',
    'in the message’s thread, airport/kiosk, 1 alert, 1 pod',
    'in the message’s thread, harbour/gate-scanner, 1 alert, 1 pod',
  ]);
});

import { describe, expect, test } from 'vitest';
import type { Alert } from '../../src/alert/alert.ts';
import { LONGEST_LINE, summaryLine, titleLine } from '../../src/alert/headline.ts';
import { alertKind } from '../../src/alert/rules.ts';
import { alertSenders } from '../../src/alert/senders.ts';
import { incidentAlert } from '../../src/investigation/received.ts';
import { rootMessage } from '../../src/slack/blocks/root.ts';
import { Story } from '../support/investigations.ts';

const RAW = 'OOM killed: namespace=prod pod=markets-api-5c6d7f9b84-x2xkf';
const CUT = `FIRING alert: the container was killed for memory. ${'Labels and further text of the template. '.repeat(30)}`;

async function read(sender: string, body: unknown): Promise<Alert> {
  const found = alertSenders([]).find(({ name }) => name === sender);
  const reading = await found?.read(Buffer.from(JSON.stringify(body)), { kindOf: alertKind });
  if (reading?.kind !== 'alerts' || reading.alerts[0] === undefined) throw new Error(JSON.stringify(reading));
  return reading.alerts[0];
}

const opsgenie = (alert: object) =>
  read('generic/opsgenie', {
    action: 'Create',
    alert: {
      alertId: '70413a06-38d6-4c85-92b8-5ebc900d42e2',
      createdAt: 1_795_402_800_000,
      tags: ['prod', 'critical'],
      entity: 'markets-api',
      message: '[Prometheus]: Container OOMKilled',
      description: CUT,
      details: { namespace: 'batch', pod: 'nightly-report-28912345-x7k2p' },
      ...alert,
    },
  });

const pagerduty = (title: string) =>
  read('pagerduty', {
    event: {
      event_type: 'incident.triggered',
      occurred_at: '2026-11-23T03:04:00Z',
      data: { id: 'PGR0VU2', title, html_url: 'https://acme.pagerduty.com/incidents/PGR0VU2' },
    },
  });

const alertmanager = (labels: object, annotations: object = {}) =>
  read('alertmanager', {
    version: '4',
    alerts: [
      {
        status: 'firing',
        labels: { alertname: 'KubeContainerOOMKilled', namespace: 'prod', container: 'markets-api', ...labels },
        annotations,
        startsAt: '2026-11-23T03:04:00Z',
      },
    ],
  });

const datadog = (title: string) =>
  read('datadog', {
    leakbot: '1',
    id: '71',
    title,
    transition: 'Triggered',
    tags: 'kube_namespace:prod,pod_name:markets-api-5c6d7f9b84-x2xkf',
    scope: 'pod_name:markets-api-5c6d7f9b84-x2xkf',
    date: '1795402800000',
    link: 'https://app.datadoghq.com/monitors/71',
  });

/** The lines of Leakbot's own root: what a phone shows of it. */
function rootOf(alert: Alert): readonly string[] {
  const blocks = rootMessage({ ...new Story().investigation, alerts: [incidentAlert(alert)] }).blocks;
  return JSON.stringify(blocks).match(/"text":"[^"]*"/g) ?? [];
}

describe('the root of an Opsgenie alert', () => {
  test('is its title, not its tags and its description', async () => {
    const alert = await opsgenie({});
    expect(alert.name).toBe('Container OOMKilled');
    expect(alert.subject.workload).toMatchObject({ namespace: 'batch', name: 'nightly-report' });
    const text = rootOf(alert).join('\n');
    expect(text).toContain('Container OOMKilled');
    for (const word of ['FIRING alert', 'critical', 'Labels and']) expect(text).not.toContain(word);
  });

  test('named by its rule says its title beside it', async () => {
    const alert = await opsgenie({ details: { alertname: 'KubeContainerOOMKilled', pod: 'a-5c6d7f9b84-x2xkf' } });
    expect(rootOf(alert).join('\n')).toContain('Container OOMKilled');
    expect(rootOf(alert).join('\n')).not.toContain('FIRING alert');
  });

  test('with lines in its message', async () => {
    expect((await opsgenie({ message: 'Container OOMKilled\n\nsee the runbook\nhttp://runbook' })).name).not.toContain(
      '\n',
    );
  });
});

describe('a title of any sender is one line that a phone shows', () => {
  test.each<[string, () => Promise<Alert>]>([
    ['PagerDuty, 1,024 characters', () => pagerduty(`${RAW} ${'and more of it '.repeat(80)}`.slice(0, 1024))],
    ['PagerDuty, lines', () => pagerduty(`${RAW}\r\nSource: prometheus\nDashboard: http://x`)],
    ['PagerDuty, passed on by an integration', () => pagerduty(`[Prometheus]: [FIRING:1] ${RAW}`)],
    ['PagerDuty, tabs', () => pagerduty(`OOMKilled:\tnamespace=prod\tpod=markets-api-5c6d7f9b84-x2xkf`)],
    [
      'Datadog, markup',
      () => datadog('[P1] [Triggered on {pod_name:markets-api-5c6d7f9b84-x2xkf}] **Pod OOMKilled** `now`'),
    ],
    ['Datadog, very long scope', () => datadog(`[Triggered on {${'kube_x:y,'.repeat(20)}a:b}] Pod OOMKilled`)],
    ['Datadog, long name', () => datadog(`[Triggered] Pod OOMKilled ${'– call the shop team '.repeat(20)}`)],
    ['Alertmanager, a name of sentences', () => alertmanager({ alertname: `Container OOMKilled ${'x'.repeat(300)}` })],
    ['Alertmanager, signs of two units', () => alertmanager({ alertname: `OOMKilled ${'🔥'.repeat(200)}` })],
    ['Alertmanager, hidden and reversing signs', () => alertmanager({ alertname: '\u202eOOM\u200bKilled\u0007' })],
    ['Alertmanager, lines', () => alertmanager({ alertname: 'OOMKilled\nSecond line' })],
    ['Opsgenie, 130 characters cut with a mark', () => opsgenie({ message: `${'OOMKilled '.repeat(13)}…` })],
  ])('%s', async (_, made) => {
    const { name } = await made();
    expect(name.length).toBeLessThanOrEqual(LONGEST_LINE);
    expect(name).toMatch(/^[^\n\r\t]+$/);
    expect(name).not.toMatch(/^\[|\*\*|`|\p{Cc}|\p{Cf}/u);
    expect(name).toMatch(/OOM/);
  });
});

describe('what is said beside the names', () => {
  test.each<[string, string, readonly string[], string | undefined]>([
    ['the title again', '[FIRING:1] KubePodCrashLooping', ['KubePodCrashLooping'], undefined],
    ['a sentence', 'Pod prod/web is crash looping.', ['X'], 'Pod prod/web is crash looping.'],
    ['only its first line', 'One.\nTwo.', ['X'], 'One.'],
    ['behind empty lines', '\n \n  *One.*', ['X'], 'One.'],
    ['nothing', ' \n', ['X'], undefined],
    ['a link by its words', 'See <https://runbook.example.com/x|the runbook>', ['X'], 'See the runbook'],
  ])('%s', (_, summary, names, shown) => {
    expect(summaryLine(summary, names)).toBe(shown);
  });

  test('is cut with a mark', () => {
    expect(summaryLine('word '.repeat(100), [])).toMatch(/^(?:word )+\w{0,4}…$/);
    expect(summaryLine('word '.repeat(100), [])?.length).toBeLessThanOrEqual(LONGEST_LINE);
  });
});

test.each([
  ['[OOMKilled]', '[OOMKilled]'],
  ['container memory > 90%', 'container memory > 90%'],
  ['RSS *near* the limit', 'RSS near the limit'],
])('%s is shown as %s', (title, shown) => {
  expect(titleLine(title)).toBe(shown);
});

test('many names of alerts do not push the workload off the line', () => {
  const alerts = ['A', 'B', 'C', 'D', 'E'].map((name) => ({ ...incidentAlertOf(name), name }));
  const [headline = ''] =
    JSON.stringify(rootMessage({ ...new Story().investigation, alerts }).blocks).match(/"text":"[^"]*"/) ?? [];
  expect(headline).toContain('A, B, C and 2 more');
});

function incidentAlertOf(name: string) {
  return { fingerprint: name, name, kind: 'oom-kill', startsAt: 0 } as const;
}

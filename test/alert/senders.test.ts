import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Headers } from '../../src/alert/authorization.ts';
import { READY_MAPPINGS } from '../../src/alert/generic/ready-mappings.ts';
import { alertKind } from '../../src/alert/rules.ts';
import type { AlertSender, Reading } from '../../src/alert/sender.ts';
import { SENDER_SETTINGS } from '../../src/alert/sender-settings.ts';
import { alertSenders } from '../../src/alert/senders.ts';
import { BODIES, type Situation } from './bodies.ts';
import { mutatedBy, mutations } from './mutated-bodies.ts';

const SENDERS = alertSenders([]);
const NOW = Date.UTC(2026, 10, 23, 3, 5);

function senderOf(name: string): AlertSender {
  const found = SENDERS.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no sender ${name}`);
  return found;
}

async function read(name: string, body: unknown): Promise<Reading> {
  return senderOf(name).read(Buffer.from(JSON.stringify(body)), { kindOf: alertKind });
}

/** `oom-kill prod/markets-api`, `oom-kill resolved ?/markets-api`, `-1 left out`, `test`, `ignored 1`. */
function outcome(reading: Reading): string {
  if (reading.kind === 'fault') return `refused: ${reading.problem}`;
  const alerts = reading.alerts.map(({ kind, status, subject: { workload } }) => {
    const of = workload === undefined ? '?' : `${workload.namespace ?? '?'}/${workload.name}`;
    return [kind, ...(status === 'resolved' ? [status] : []), of].join(' ');
  });
  const more = [
    ...(reading.test === true ? ['test'] : []),
    ...(reading.ignored > 0 && reading.test !== true ? [`ignored ${reading.ignored}`] : []),
    ...(reading.truncated > 0 ? [`${reading.truncated} left out`] : []),
  ];
  return [...alerts, ...more].join(', ');
}

const SITUATIONS: readonly Situation[] = [
  'fired',
  'repeated',
  'resolved',
  'edited',
  'grouped',
  'truncated',
  'test',
  'other',
];

/** The table of all senders, as text: one row a sender and situation. */
async function table(): Promise<string> {
  const rows: string[] = [];
  for (const { name } of SENDERS) {
    for (const situation of SITUATIONS) {
      const body = BODIES[name]?.[situation];
      if (body !== undefined) rows.push(`${name} | ${situation} | ${outcome(await read(name, body))}`);
    }
  }
  return rows.join('\n');
}

test('what becomes of what each sender posts', async () => {
  expect(await table()).toBe(
    `
alertmanager | fired | oom-kill prod/markets-api
alertmanager | repeated | oom-kill prod/markets-api
alertmanager | resolved | oom-kill resolved prod/markets-api
alertmanager | grouped | oom-kill prod/markets-api, oom-kill prod/markets-api
alertmanager | truncated | oom-kill prod/markets-api, 7 left out
alertmanager | other | ignored 1
grafana | fired | oom-kill prod/markets-api
grafana | repeated | oom-kill prod/markets-api
grafana | resolved | oom-kill resolved prod/markets-api
grafana | grouped | oom-kill prod/markets-api, oom-kill prod/markets-api
grafana | truncated | oom-kill prod/markets-api, 7 left out
grafana | test | test
grafana | other | ignored 1
pagerduty | fired | oom-kill ?/markets-api
pagerduty | repeated | oom-kill ?/markets-api
pagerduty | resolved | oom-kill resolved ?/markets-api
pagerduty | edited | ignored 1
pagerduty | truncated | oom-kill ?/markets-api
pagerduty | test | test
pagerduty | other | ignored 1
datadog | fired | oom-kill prod/markets-api
datadog | repeated | oom-kill prod/markets-api
datadog | resolved | oom-kill resolved prod/markets-api
datadog | edited | ignored 1
datadog | test | test
datadog | other | ignored 1
generic/opsgenie | fired | oom-kill prod/markets-api
generic/opsgenie | repeated | oom-kill prod/markets-api
generic/opsgenie | resolved | oom-kill resolved ?
generic/opsgenie | edited | ignored 1
generic/opsgenie | truncated | oom-kill ?/markets-api
generic/opsgenie | other | ignored 1
generic/google-cloud-monitoring | fired | memory-near-limit prod/markets-api
generic/google-cloud-monitoring | repeated | memory-near-limit prod/markets-api
generic/google-cloud-monitoring | resolved | memory-near-limit resolved prod/markets-api
generic/google-cloud-monitoring | test | test
generic/google-cloud-monitoring | other | ignored 1
generic/azure-monitor | fired | oom-kill prod/markets-api
generic/azure-monitor | repeated | oom-kill prod/markets-api
generic/azure-monitor | resolved | oom-kill resolved prod/markets-api
generic/azure-monitor | test | test
generic/azure-monitor | other | ignored 1
`.trim(),
  );
});

test.each([
  ['alertmanager', []],
  ['grafana', []],
  // A title has no names of labels; its pod shows the workload.
  ['pagerduty', ['namespace', 'container']],
  ['datadog', []],
  ['generic/opsgenie', []],
  ['generic/google-cloud-monitoring', []],
  // Container insights know a controller and its namespace.
  ['generic/azure-monitor', ['container', 'pod']],
])('%s: labels that would have said more are named: %j', async (name, missing) => {
  const reading = await read(name, BODIES[name]?.fired);
  expect(reading.kind === 'alerts' && reading.alerts.map(({ subject }) => subject.missing)).toEqual([missing]);
});

test.each(['alertmanager', 'grafana'])(
  '%s: of an alert about an instance alone the labels are named that would name a service',
  async (name) => {
    const body = structuredClone(BODIES[name]?.fired) as { alerts: { labels: object }[] };
    for (const alert of body.alerts) alert.labels = { alertname: 'ContainerOOM', instance: '10.0.0.7:8080' };
    const reading = await read(name, body);
    expect(reading).toMatchObject({ alerts: [{ subject: { missing: ['pod', 'container', 'service'] } }] });
  },
);

describe.each(SENDERS.map(({ name }) => name))('%s', (name) => {
  const { fired, repeated, resolved } = BODIES[name] ?? { fired: undefined };

  test('names one alert alike when it fires, is repeated and is over', async () => {
    const ids = await Promise.all(
      [fired, repeated, resolved].map(async (body) => {
        const reading = await read(name, body);
        return reading.kind === 'alerts' ? reading.alerts.map(({ fingerprint }) => fingerprint) : [];
      }),
    );
    expect(ids[0]).toHaveLength(1);
    expect(ids).toEqual([ids[0], ids[0], ids[0]]);
  });

  test('a mutated body is read or refused with a reason, and never stored as nonsense', async () => {
    await fc.assert(
      fc.asyncProperty(mutations(), async (changes) => {
        const reading = await read(name, mutatedBy(changes, fired));
        expect(reading).not.toEqual({ kind: 'fault', problem: '' });
        for (const alert of reading.kind === 'alerts' ? reading.alerts : []) {
          expect(Number.isSafeInteger(alert.startsAt) && alert.startsAt > 0).toBe(true);
          expect(alert.fingerprint.length).toBeGreaterThan(0);
          expect(alert.fingerprint.length).toBeLessThanOrEqual(400);
          expect(alert.name.trim()).not.toBe('');
          expect(Object.values(alert.labels).every((value) => typeof value === 'string')).toBe(true);
          expect(JSON.stringify(alert).length).toBeLessThan(64_000);
        }
      }),
      { numRuns: 300 },
    );
  });

  test.each(['', '{', 'null', '[]', '"x"', '42', '{"event":null}', '\u0000'])(
    '%j is refused with a reason',
    async (text) => {
      const reading = await senderOf(name).read(Buffer.from(text), { kindOf: alertKind });
      expect(reading).toEqual({ kind: 'fault', problem: expect.stringMatching(/\S/) as string });
    },
  );
});

test('the settings that are read are those of the senders', () => {
  expect(new Set(SENDER_SETTINGS)).toEqual(new Set(SENDERS.flatMap(({ settings }) => settings)));
});

test('settings say what may be set, the ready mappings are senders', () => {
  expect(SENDERS.map(({ path }) => path)).toEqual([
    '/webhooks/alertmanager',
    '/webhooks/grafana',
    '/webhooks/pagerduty',
    '/webhooks/datadog',
    ...READY_MAPPINGS.map(({ name }) => `/webhooks/generic/${name}`),
  ]);
});

describe('signatures', () => {
  const body = Buffer.from('{"x":1}');
  const hmac = (key: string, text: string) => createHmac('sha256', key).update(text).digest('hex');
  const admits = (name: string, secret: string | undefined, headers: Headers) => {
    const secrets: Record<string, string | undefined> = {
      LEAKBOT_WEBHOOK_TOKEN: 'the-token',
      GRAFANA_WEBHOOK_SECRET: secret,
      PAGERDUTY_WEBHOOK_SECRET: secret,
    };
    const admission = senderOf(name)
      .authorization((setting) => secrets[setting])
      .admit(headers, NOW);
    return admission.kind === 'signed' ? admission.admits(body) : admission.kind === 'admitted';
  };
  const seconds = (at: number) => String(Math.floor(at / 1000));
  const grafanaTimed = (at: number) => ({
    'x-grafana-alerting-timestamp': seconds(at),
    'x-grafana-alerting-signature': hmac('k', `${seconds(at)}:{"x":1}`),
  });

  test.each<[string, string, string | undefined, Headers, boolean]>([
    ['of the body', 'grafana', 'k', { 'x-grafana-alerting-signature': hmac('k', '{"x":1}') }, true],
    ['of another body', 'grafana', 'k', { 'x-grafana-alerting-signature': hmac('k', '{"x":2}') }, false],
    ['by another key', 'grafana', 'k', { 'x-grafana-alerting-signature': hmac('l', '{"x":1}') }, false],
    ['with its time', 'grafana', 'k', grafanaTimed(NOW - 60_000), true],
    ['recorded an hour ago', 'grafana', 'k', grafanaTimed(NOW - 3_600_000), false],
    ['from an hour ahead', 'grafana', 'k', grafanaTimed(NOW + 3_600_000), false],
    [
      'whose time was taken away',
      'grafana',
      'k',
      { 'x-grafana-alerting-signature': grafanaTimed(NOW)['x-grafana-alerting-signature'] },
      false,
    ],
    ['missing, the token instead', 'grafana', 'k', { authorization: 'Bearer the-token' }, false],
    ['not wanted, the token instead', 'grafana', undefined, { authorization: 'Bearer the-token' }, true],
    ['not wanted, nothing instead', 'grafana', undefined, {}, false],
    ['of the body', 'pagerduty', 'k', { 'x-pagerduty-signature': `v1=${hmac('k', '{"x":1}')}` }, true],
    [
      'one of two',
      'pagerduty',
      'k',
      { 'x-pagerduty-signature': `v1=${hmac('l', 'x')},v1=${hmac('k', '{"x":1}')}` },
      true,
    ],
    ['by the second key', 'pagerduty', 'j, k', { 'x-pagerduty-signature': `v1=${hmac('k', '{"x":1}')}` }, true],
    ['of an unknown version', 'pagerduty', 'k', { 'x-pagerduty-signature': `v0=${hmac('k', '{"x":1}')}` }, false],
    ['by another key', 'pagerduty', 'k', { 'x-pagerduty-signature': `v1=${hmac('l', '{"x":1}')}` }, false],
  ])('%s, %s', (_, name, secret, headers, admitted) => {
    expect(admits(name, secret, headers)).toBe(admitted);
  });
});

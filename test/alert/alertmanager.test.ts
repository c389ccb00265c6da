import { describe, expect, test } from 'vitest';
import { alertmanager } from '../../src/alert/alertmanager/alertmanager.ts';
import { alertKind, kindsBy } from '../../src/alert/rules.ts';
import { subjectOf } from '../../src/alert/subject.ts';

describe('whose alert it is', () => {
  test.each<[string, Record<string, string>, string, string | undefined]>([
    [
      'our own rule',
      {
        cluster: 'eu-1',
        namespace: 'prod',
        workload: 'markets-api',
        container: 'markets-api',
        pod: 'markets-api-7d9f6c5b8-x2x4q',
      },
      'eu-1/prod/markets-api/markets-api',
      'markets-api-7d9f6c5b8-x2x4q',
    ],
    [
      'kube-prometheus, whose service and job labels are the exporter’s',
      {
        namespace: 'prod',
        pod: 'quotes-0',
        container: 'quotes',
        service: 'kube-prometheus-stack-kube-state-metrics',
        job: 'kube-state-metrics',
      },
      '-/prod/quotes/quotes',
      'quotes-0',
    ],
    [
      'without honor_labels',
      {
        namespace: 'monitoring',
        pod: 'kube-state-metrics-abc',
        container: 'kube-state-metrics',
        exported_namespace: 'prod',
        exported_pod: 'markets-api-7d9f6c5b8-x2x4q',
        exported_container: 'envoy',
      },
      '-/prod/markets-api/envoy',
      'markets-api-7d9f6c5b8-x2x4q',
    ],
    ['a controller and no pod', { namespace: 'prod', deployment: 'markets-api' }, '-/prod/markets-api/-', undefined],
    ['a run of a CronJob', { namespace: 'prod', job_name: 'nightly-29381340' }, '-/prod/nightly/-', undefined],
    ['only a scrape job', { job: 'prod/markets-api', instance: '10.0.0.7:8080' }, '-/-/markets-api/-', undefined],
  ])('%s', (_, labels, workload, pod) => {
    const subject = subjectOf(labels);
    const { cluster, namespace, name, container } = subject.workload ?? { name: '?' };
    expect([cluster, namespace, name, container].map((part) => part ?? '-').join('/')).toBe(workload);
    expect(subject.pod).toBe(pod);
  });

  test('an instance alone names no service, and says what would', () => {
    expect(subjectOf({ instance: '10.0.0.7:8080' })).toEqual({ missing: ['pod', 'container', 'service'] });
  });
});

test.each<[string, Record<string, string>, string | undefined]>([
  ['KubeContainerOOMKilled', {}, 'oom-kill'],
  ['ContainerOOM', {}, 'oom-kill'],
  ['PodOutOfMemory', {}, 'oom-kill'],
  ['ContainerRestartSpike', {}, 'restart-spike'],
  ['KubePodCrashLooping', { reason: 'CrashLoopBackOff' }, 'restart-spike'],
  ['KubePodCrashLooping', { reason: 'OOMKilled' }, 'oom-kill'],
  ['KubernetesContainerOomKiller', {}, 'oom-kill'],
  ['ContainerHighMemoryUsage', {}, 'memory-near-limit'],
  ['Container memory is close to its limit', {}, 'memory-near-limit'],
  ['MemoryWillReachLimit', {}, 'memory-forecast'],
  ['ContainerMemoryLeak', {}, 'memory-forecast'],
  ['NodeMemoryHighUtilization', {}, undefined],
  ['HostOutOfMemory', {}, undefined],
  ['RoomTemperature', {}, undefined],
  ['CHATROOM_LATENCY', {}, undefined],
  ['CONTAINER_OOM_KILLED', {}, 'oom-kill'],
  ['acme-prod-KubePodCrashLooping', {}, 'restart-spike'],
  ['Crashing pod quotes-0 in namespace prod', {}, 'restart-spike'],
  ['BGPSessionFlapping', {}, undefined],
  ['PodWillBeOOMKilled', {}, 'memory-forecast'],
  ['Memory of markets-api predicted to exceed the limit', {}, 'memory-forecast'],
  ['JvmMemoryFillingUp', {}, 'memory-near-limit'],
  ['MimirAllocatingTooMuchMemory', { pod: 'mimir-ingester-0' }, 'memory-near-limit'],
  ['NodeTooMuchMemory', {}, undefined],
  ['Heap usage above 90%', {}, 'memory-near-limit'],
  ['NodeJSHeapUsageHigh', {}, 'memory-near-limit'],
  ['Pod memory > 90% of limit', {}, 'memory-near-limit'],
  ['KubeMemoryQuotaOvercommit', {}, undefined],
  ['KubeMemoryOvercommit', {}, undefined],
  ['KubernetesMemoryPressure', { node: 'ip-10-0-0-1' }, undefined],
  ['HighNodeMemoryUsage', {}, undefined],
  ['High memory usage on node ip-10-0-0-1', {}, undefined],
  ['High memory usage on node ip-10-0-0-1', { pod: 'prometheus-node-exporter-x2x4q' }, undefined],
  ['High memory usage of markets-api on node ip-10-0-0-1', { pod: 'markets-api-0' }, 'memory-near-limit'],
  ['HighLatency', {}, undefined],
  ['HighLatency', { leakbot: 'restart-spike' }, 'restart-spike'],
  ['KubeContainerOOMKilled', { leakbot: 'ignore' }, undefined],
])('%s with %j is %s', (alertname, labels, kind) => expect(alertKind({ labels: { alertname, ...labels } })).toBe(kind));

test('an operator’s rules go before the names, a label goes before the rules', () => {
  const kindOf = kindsBy([
    { outcome: 'ignore', match: [{ label: 'namespace', op: '=~', value: '(?i)DEV-.*' }] },
    { outcome: 'memory-near-limit', match: [{ label: 'alertname', op: '=', value: 'QuotaWarning' }] },
  ]);
  const kinds = [
    { alertname: 'KubeContainerOOMKilled', namespace: 'prod' },
    { alertname: 'KubeContainerOOMKilled', namespace: 'dev-1' },
    { alertname: 'QuotaWarning' },
    { alertname: 'QuotaWarning', leakbot: 'ignore' },
    { alertname: 'HighLatency' },
  ].map((labels) => kindOf({ labels }));
  expect(kinds).toEqual(['oom-kill', undefined, 'memory-near-limit', undefined, undefined]);
});

function aWebhook(changes: object = {}, alert: object = {}) {
  return {
    version: '4',
    groupKey: '{}:{namespace="prod"}',
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'leakbot',
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'http://alertmanager:9093',
    alerts: [
      {
        status: 'firing',
        labels: { alertname: 'KubeContainerOOMKilled', namespace: 'prod', pod: 'quotes-0', container: 'quotes' },
        annotations: { summary: 'killed <!channel>' },
        startsAt: '2026-11-23T03:04:05.678Z',
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: 'http://prometheus:9090/graph',
        fingerprint: '4f2c1a9e01b7c',
        ...alert,
      },
    ],
    ...changes,
  };
}

function read(body: unknown) {
  return alertmanager.read(Buffer.from(JSON.stringify(body)), { kindOf: alertKind });
}

async function alertsIn(body: unknown) {
  const reading = await read(body);
  if (reading.kind !== 'alerts') throw new Error(reading.problem);
  return reading.alerts;
}

describe('the webhook', () => {
  test('gives alerts as they are; markup in a label stays text for the edge to escape', async () => {
    const alerts = await alertsIn(aWebhook());
    expect(alerts).toMatchObject([
      {
        fingerprint: '4f2c1a9e01b7c',
        kind: 'oom-kill',
        status: 'firing',
        summary: 'killed <!channel>',
        startsAt: Date.UTC(2026, 10, 23, 3, 4, 5, 678),
      },
    ]);
    expect(alerts[0]?.endsAt).toBeUndefined();
  });

  test('newer versions add fields, older ones leave some out', async () => {
    expect(await alertsIn(aWebhook({ notification_reason: 'repeat' }))).toHaveLength(1);
    const [alert] = await alertsIn(aWebhook({}, { fingerprint: undefined, endsAt: undefined }));
    expect(alert?.fingerprint).toContain('"alertname","KubeContainerOOMKilled"');
    expect((await alertsIn(aWebhook({}, { fingerprint: '' })))[0]?.fingerprint).toBe(alert?.fingerprint);
  });

  test('what is not about memory is counted, not taken', async () => {
    const other = aWebhook({}, { labels: { alertname: 'HighLatency' } });
    expect(await read(other)).toEqual({ kind: 'alerts', alerts: [], ignored: 1, truncated: 0 });
  });

  test('ten thousand alerts are read, the rest counts as left out', async () => {
    const one = aWebhook().alerts[0];
    const reading = await read(aWebhook({ truncatedAlerts: 7, alerts: Array.from({ length: 12_000 }, () => one) }));
    if (reading.kind !== 'alerts') throw new Error(reading.problem);
    expect(reading.alerts).toHaveLength(10_000);
    expect(reading.truncated).toBe(2_007);
  });

  test('an alert that is wrong costs no other, and what is wrong with the first is said with its place', async () => {
    const [good] = aWebhook().alerts;
    const wrong = [
      { ...good, status: 'odd' },
      { ...good, startsAt: 'yesterday' },
    ];
    const reading = await read(aWebhook({ alerts: [good, ...wrong] }));
    const problem = expect.stringMatching(/version 4\): alerts\.1\.status: [^;]*$/) as string;
    expect(reading).toMatchObject({ kind: 'alerts', ignored: 0, unreadable: { count: 2, problem } });
    expect(reading.kind === 'alerts' && reading.alerts).toHaveLength(1);
    const first = expect.stringMatching(/alerts\.0\.status/) as string;
    expect(await read(aWebhook({ alerts: wrong }))).toEqual({ kind: 'fault', problem: first });
  });

  test.each<[string, unknown, RegExp]>([
    ['another version', aWebhook({ version: '3' }), /version: must be "4"/],
    ['no alerts', { version: '4' }, /alerts: /],
    ['a start that is no time', aWebhook({}, { startsAt: 'yesterday' }), /alerts\.0\.startsAt/],
    [
      'a start that Go writes for none',
      aWebhook({}, { startsAt: '0001-01-01T00:00:00Z' }),
      /alerts\.0\.startsAt: .*1970/,
    ],
    ['not even an object', 'hello', /the body/],
  ])('%s is refused with the place of the fault', async (_, body, fault) => {
    expect(await read(body)).toEqual({ kind: 'fault', problem: expect.stringMatching(fault) as string });
  });
});

import { describe, expect, test } from 'vitest';
import type { Alert } from '../../src/alert/alert.ts';
import type { Post } from '../../src/alert/post.ts';
import { postReading } from '../../src/alert/posts.ts';
import { alertKind } from '../../src/alert/rules.ts';
import { alertSenders, POST_READERS } from '../../src/alert/senders.ts';
import type { Service } from '../../src/service/service.ts';
import { aService } from '../support/investigations.ts';
import { aPlayedIntake, threadText } from './played-intake.ts';
import { anAttachment, aPost } from './posts.ts';

/*
 * Alerts as teams really set them up: titles of their own, names that Helm prefixes, texts of kubernetes-mixin,
 * awesome-prometheus-alerts, Datadog's recommended monitors and Robusta's playbooks, pods of every controller. What each
 * must be is written by hand: `kind namespace/workload pod`, or that it is none.
 */

const DEPLOYED = 'markets-api-7d9f6c5b8-x2x4q';
const AT = '2026-11-23T03:04:05Z';

const readPost = postReading({ readers: POST_READERS, channels: [], kindOf: alertKind });

function alertText({ kind, status, subject: { workload, pod } }: Alert): string {
  const of = workload === undefined ? '?' : `${workload.namespace ?? '?'}/${workload.name}`;
  return [kind, ...(status === 'resolved' ? [status] : []), of, ...(pod === undefined ? [] : [pod])].join(' ');
}

function seen(post: Post): string {
  const outcome = readPost(post);
  return outcome.kind === 'alert' ? alertText(outcome.alert) : outcome.kind;
}

async function called(sender: string, body: unknown): Promise<string> {
  const found = alertSenders([]).find(({ name }) => name === sender);
  const reading = await found?.read(Buffer.from(JSON.stringify(body)), { kindOf: alertKind });
  if (reading?.kind !== 'alerts') return `refused: ${reading?.problem ?? 'no such sender'}`;
  return reading.alerts.map(alertText).join(', ') || 'ignored';
}

const attached = (...parts: Parameters<typeof anAttachment>) => aPost({ attachments: [anAttachment(...parts)] });

const PAGE = 'http://alertmanager:9093/#/alerts?receiver=team';
const alertmanager = (title: string, text = '') => attached({ title, titleLink: PAGE, text, fallback: title });
const alertmanagerCall = (labels: object) => ({
  version: '4',
  alerts: [{ status: 'firing', labels, annotations: {}, startsAt: AT }],
});

describe('Alertmanager posts', () => {
  test.each<[string, Post, string]>([
    [
      'a title that names no label, details below',
      alertmanager(
        '[FIRING:1] Monitoring Event Notification',
        '*Alert:* Pod is crash looping - `critical`\n*Details:*\n • *alertname:* `KubePodCrashLooping`\n • *namespace:* `prod`\n • *pod:* `quotes-0`\n',
      ),
      'restart-spike prod/quotes quotes-0',
    ],
    [
      'a title of the team’s own',
      alertmanager(':fire: KubePodCrashLooping', `Pod prod/${DEPLOYED} (markets-api) is in waiting state`),
      `restart-spike prod/markets-api ${DEPLOYED}`,
    ],
    [
      'a title of the team’s own, over',
      alertmanager('✅ RESOLVED: KubePodCrashLooping', 'Pod prod/quotes-0 (quotes)'),
      'restart-spike resolved prod/quotes quotes-0',
    ],
    [
      'an emoji before the state',
      alertmanager(`🔥 [FIRING:1] KubeContainerOOMKilled (markets-api prod ${DEPLOYED} critical)`),
      `oom-kill ?/markets-api ${DEPLOYED}`,
    ],
    [
      'a name that Helm prefixes',
      alertmanager('[FIRING:1] acme-KubePodCrashLooping prod', 'Pod `prod/quotes-0` is crash looping'),
      'restart-spike prod/quotes quotes-0',
    ],
    [
      'grouped by namespace',
      alertmanager(`[FIRING:1] prod (KubeContainerOOMKilled ${DEPLOYED})`),
      `oom-kill ?/markets-api ${DEPLOYED}`,
    ],
    [
      'a pod behind a link',
      alertmanager('[FIRING:1] ContainerOOM prod', `Pod: <https://k8s.acme.io/p/1|${DEPLOYED}>\nNamespace: prod`),
      `oom-kill prod/markets-api ${DEPLOYED}`,
    ],
    [
      'a pod in the address of a dashboard alone',
      alertmanager('[FIRING:1] ContainerOOM', `<https://grafana/d/x?var-namespace=prod&var-pod=quotes-0|Dashboard>`),
      'oom-kill prod/quotes quotes-0',
    ],
    [
      'a run of a CronJob',
      alertmanager('[FIRING:1] KubeContainerOOMKilled (nightly prod nightly-29381340-x2x4q)'),
      'oom-kill ?/nightly nightly-29381340-x2x4q',
    ],
    [
      'a pod of a DaemonSet in a sentence',
      alertmanager('[FIRING:1] PodRestarting', 'pod fluent-bit-x2x4q in namespace logging restarts'),
      'restart-spike logging/fluent-bit fluent-bit-x2x4q',
    ],
    [
      'a container that is not called like its workload',
      alertmanager('[FIRING:1] ContainerOOM', `Container envoy in pod prod/${DEPLOYED} was OOM killed`),
      `oom-kill prod/markets-api ${DEPLOYED}`,
    ],
    [
      'latency of something with restart in its name',
      alertmanager('[FIRING:1] HighLatency prod (restart-controller critical)'),
      'ignored',
    ],
    ['a machine', alertmanager('[FIRING:1] NodeMemoryHighUtilization (10.0.0.1:9100 warning)'), 'ignored'],
    ['overcommitted requests', alertmanager('[FIRING:1] KubeMemoryQuotaOvercommit (warning)'), 'ignored'],
    [
      'a message in a thread',
      { ...alertmanager(`[FIRING:1] KubeContainerOOMKilled (${DEPLOYED})`), reply: true },
      'ignored',
    ],
  ])('%s', (_, post, expected) => expect(seen(post)).toBe(expected));
});

describe('Alertmanager calls', () => {
  test.each<[string, object, string]>([
    [
      'only a ReplicaSet',
      { alertname: 'PodOOM', namespace: 'prod', replicaset: 'markets-api-7d9f6c5b8' },
      'oom-kill prod/markets-api',
    ],
    [
      'cAdvisor of Docker',
      {
        alertname: 'ContainerMemoryUsage',
        container_label_io_kubernetes_pod_name: 'quotes-0',
        container_label_io_kubernetes_pod_namespace: 'prod',
      },
      'memory-near-limit prod/quotes quotes-0',
    ],
    [
      'a Job',
      { alertname: 'JobOOMKilled', namespace: 'prod', pod: 'migrate-x2x4q' },
      'oom-kill prod/migrate migrate-x2x4q',
    ],
    [
      'a node’s exporter',
      { alertname: 'HighNodeMemoryUsage', pod: 'node-exporter-x2x4q', instance: '10.0.0.1:9100' },
      'ignored',
    ],
    [
      'a reason alone',
      { alertname: 'KubePodNotReady', reason: 'OOMKilled', namespace: 'prod', pod: 'quotes-0' },
      'oom-kill prod/quotes quotes-0',
    ],
    [
      'a deployment alone',
      { alertname: 'PodsRestarting', namespace: 'prod', deployment: 'markets-api' },
      'restart-spike prod/markets-api',
    ],
    [
      'a heap of Node',
      { alertname: 'NodejsHeapUsageHigh', namespace: 'prod', app: 'feed' },
      'memory-near-limit prod/feed',
    ],
    [
      'a forecast',
      { alertname: 'ContainerMemoryWillReachLimit', namespace: 'prod', pod: 'quotes-0', container: 'quotes' },
      'memory-forecast prod/quotes quotes-0',
    ],
  ])('%s', async (_, labels, expected) => {
    expect(await called('alertmanager', alertmanagerCall(labels))).toBe(expected);
  });
});

const grafanaText = (...labels: readonly string[]) =>
  `**Firing**\n\nValue: A=1\nLabels:\n${labels.map((each) => ` - ${each}\n`).join('')}Source: http://grafana/x\n`;
const grafana = (title: string, text: string) =>
  attached({ title, titleLink: 'http://grafana/alerting/grafana/x/view', text, footer: 'Grafana v12.1.0' });
const LISTED = ['alertname = Container OOM kills', 'namespace = prod', `pod = ${DEPLOYED}`];

describe('Grafana posts', () => {
  test.each<[string, Post, string]>([
    [
      'a title of the team’s own',
      grafana('🔥 Container OOM kills', grafanaText(...LISTED)),
      `oom-kill prod/markets-api ${DEPLOYED}`,
    ],
    [
      'a title of the team’s own, over',
      grafana('Container OOM kills', grafanaText(...LISTED).replace('Firing', 'Resolved')),
      `oom-kill resolved prod/markets-api ${DEPLOYED}`,
    ],
    [
      'no data of such a rule',
      grafana(
        '[FIRING:1] DatasourceNoData leaks (KubeContainerOOMKilled)',
        grafanaText('alertname = DatasourceNoData', 'rulename = KubeContainerOOMKilled'),
      ),
      'ignored',
    ],
    [
      'a name of several words with a figure',
      grafana(
        '[FIRING:1] Memory > 90% of limit leaks (prod quotes-0)',
        grafanaText('alertname = Memory > 90% of limit', 'namespace = prod', 'pod = quotes-0'),
      ),
      'memory-near-limit prod/quotes quotes-0',
    ],
    [
      'labels by their OpenTelemetry names',
      grafana(
        '[FIRING:1] Pod restarts (x)',
        grafanaText('alertname = Pod restarts', 'k8s.namespace.name = prod', 'k8s.pod.name = quotes-0'),
      ),
      'restart-spike prod/quotes quotes-0',
    ],
    [
      'several firing, one over',
      grafana('[FIRING:2, RESOLVED:1] Container OOM kills leaks (prod)', grafanaText(...LISTED)),
      `oom-kill prod/markets-api ${DEPLOYED}`,
    ],
    [
      'a text of the team’s own',
      grafana(`[FIRING:1] PodOOM leaks`, `*Pod:* \`${DEPLOYED}\`\n*Namespace:* prod`),
      `oom-kill prod/markets-api ${DEPLOYED}`,
    ],
    [
      'a text of the team’s own and a name of several words',
      grafana('[FIRING:1] Container OOM kills leaks (prod)', 'pod `prod/quotes-0`'),
      'oom-kill prod/quotes quotes-0',
    ],
    [
      'a rule about something else',
      grafana('[FIRING:1] Disk full (prod)', grafanaText('alertname = Disk full')),
      'ignored',
    ],
    ['a legacy alert without data', grafana('[No Data] Container OOM kills', ''), 'ignored'],
    [
      'a legacy alert with a series named by its legend',
      attached({
        title: '[Alerting] Memory near limit',
        titleLink: 'http://grafana/d/x?viewPanel=2',
        fields: [{ title: 'prod/quotes-0', value: '512' }],
        text: 'pod prod/quotes-0 is close to its limit',
        footer: 'Grafana v8.5.0',
      }),
      'memory-near-limit prod/quotes quotes-0',
    ],
  ])('%s', (_, post, expected) => expect(seen(post)).toBe(expected));
});

const incident = (title: string, service = 'Production on-call') => ({
  event: {
    event_type: 'incident.triggered',
    occurred_at: AT,
    data: {
      id: 'PGR0VU2',
      title,
      created_at: AT,
      html_url: 'https://acme.pagerduty.com/incidents/PGR0VU2',
      service: { summary: service },
    },
  },
});

describe('PagerDuty', () => {
  const titles: readonly [string, string, string][] = [
    [
      'Datadog’s integration',
      `[Triggered on {kube_namespace:prod,pod_name:${DEPLOYED}}] Pod was OOM killed`,
      `oom-kill prod/markets-api ${DEPLOYED}`,
    ],
    [
      'Prometheus’ integration',
      `[FIRING:1] KubeContainerOOMKilled prod (markets-api ${DEPLOYED} critical)`,
      `oom-kill ?/markets-api ${DEPLOYED}`,
    ],
    [
      'a label of its title that only sounds so',
      '[FIRING:1] HighLatency prod (restart-controller critical)',
      'ignored',
    ],
    [
      'grouped by namespace',
      `[FIRING:1] prod (KubePodCrashLooping ${DEPLOYED})`,
      `restart-spike ?/markets-api ${DEPLOYED}`,
    ],
    [
      'a description of kubernetes-mixin',
      'Pod prod/quotes-0 (quotes) is crash looping',
      'restart-spike prod/quotes quotes-0',
    ],
    [
      'awesome-prometheus-alerts',
      'Container api in pod prod/quotes-0 has been OOMKilled 1 times',
      'oom-kill prod/quotes quotes-0',
    ],
    ['a namespace and a pod with a slash', `OOMKilled: prod/${DEPLOYED}`, `oom-kill prod/markets-api ${DEPLOYED}`],
    ['pairs', 'High memory usage namespace=prod deployment=markets-api', 'memory-near-limit prod/markets-api'],
    ['a run of a CronJob', 'Container OOM in nightly-29381340-x2x4q', 'oom-kill ?/nightly nightly-29381340-x2x4q'],
    [
      'a pod of a DaemonSet',
      'pod fluent-bit-x2x4q in namespace logging is crash looping',
      'restart-spike logging/fluent-bit fluent-bit-x2x4q',
    ],
    ['a machine', 'High memory usage on host ip-10-0-0-1', 'ignored'],
    [
      'a forecast',
      'pod quotes-0 in namespace prod: memory predicted to reach the limit',
      'memory-forecast prod/quotes quotes-0',
    ],
    ['nothing of the kind', 'Checkout is slow', 'ignored'],
    ['a failed pipeline', 'Pipeline 8812 failed: heap memory leak check (release/2.4)', 'ignored'],
    ['a support case', 'Support case 90211: Android client has a memory leak since 5.2', 'ignored'],
    ['a notice of work', 'Planned work: memory limits of the ledger cluster go up on 3 May', 'ignored'],
    ['an exercise', 'Game day: we explain OOMKilled at 14:30', 'ignored'],
    ['a plan to restart', 'Scheduled restart of the Oracle database at midnight', 'ignored'],
    ['a sentence with a container', 'Leider wurde container quotes-feed wegen OOMKilled beendet', 'oom-kill ?'],
    ['a sentence with a pod', `Kunden melden: OOMKilled ${DEPLOYED}`, `oom-kill ?/markets-api ${DEPLOYED}`],
    ['a sentence with pairs', 'Team Ledger sees a memory leak, deployment=ledger', 'memory-forecast ?/ledger'],
    ['a rule’s name and words', 'Ledger team: ContainerMemoryNearLimit since Tuesday', 'memory-near-limit ?'],
    ['a rule in words', 'High memory usage (> 90 %)', 'memory-near-limit ?'],
    ['a workload after it', 'Memory leak suspected in checkout', 'memory-forecast ?'],
    ['a workload before it', 'quotes-feed: container restarted 5 times in 10 minutes', 'restart-spike ?'],
    ['a monitor’s own mark', '[Triggered] Ledger Team - JVM Memory High', 'memory-near-limit ?'],
  ];
  test.each(titles)('calls: %s', async (_, title, expected) => {
    expect(await called('pagerduty', incident(title))).toBe(expected);
  });
  test.each(titles)('posts: %s', (_, title, expected) => {
    const link = 'https://acme.pagerduty.com/incidents/PGR0VU2';
    const of = expected === 'ignored' ? 'ignored' : expected;
    expect(seen(attached({ blocks: `*Triggered* <${link}|#42> ${title}\nService: Production on-call` }))).toBe(of);
    expect(seen(aPost({ blocks: `*Triggered*\n<${link}|[#42] ${title}>` }))).toBe(of);
  });
  test('a service that is a program counts where the title names none', async () => {
    expect(await called('pagerduty', incident('Container OOM killed', 'markets-api'))).toBe('oom-kill ?/markets-api');
    expect(await called('pagerduty', incident('Container OOM killed'))).toBe('oom-kill ?');
  });
});

const datadogCall = (title: string, tags = '', scope = '') => ({
  leakbot: '1',
  id: '1',
  alert: '1234',
  transition: 'Triggered',
  title,
  date: String(Date.parse(AT)),
  tags,
  scope,
});
const datadog = (title: string, text = '', link = 'https://acme.us5.datadoghq.com/monitors/1234') =>
  attached({ title, titleLink: link, text });

describe('Datadog', () => {
  test.each<[string, object, string]>([
    [
      'tags only in the title',
      datadogCall(`[Triggered on {pod_name:${DEPLOYED},kube_namespace:prod}] OOMKilled`),
      `oom-kill prod/markets-api ${DEPLOYED}`,
    ],
    [
      'the recommended monitor',
      datadogCall(
        '[Triggered] [kubernetes] Pod quotes-0 is CrashloopBackOff on namespace prod',
        'kube_namespace:prod,pod_name:quotes-0',
      ),
      'restart-spike prod/quotes quotes-0',
    ],
    [
      'a StatefulSet',
      datadogCall('Container OOM', 'kube_stateful_set:quotes,kube_namespace:prod'),
      'oom-kill prod/quotes',
    ],
    [
      'a ReplicaSet',
      datadogCall('Container OOM', 'kube_replica_set:markets-api-7d9f6c5b8,kube_namespace:prod'),
      'oom-kill prod/markets-api',
    ],
    [
      'a DaemonSet',
      datadogCall('Pods restarting', 'kube_daemon_set:fluent-bit,kube_namespace:logging'),
      'restart-spike logging/fluent-bit',
    ],
    ['a CronJob', datadogCall('Container OOM', 'kube_cronjob:nightly,kube_namespace:prod'), 'oom-kill prod/nightly'],
    [
      'a service alone',
      datadogCall('Memory usage is high', 'env:prod,service:markets-api'),
      'memory-near-limit ?/markets-api',
    ],
    [
      'a forecast',
      datadogCall('Memory is forecast to reach the limit', 'kube_deployment:markets-api'),
      'memory-forecast ?/markets-api',
    ],
    ['a host', datadogCall('High memory on host', 'host:i-0abc'), 'ignored'],
    [
      'several pods',
      datadogCall('Container OOM', 'kube_namespace:prod,pod_name:quotes-0,pod_name:quotes-1'),
      'oom-kill prod/quotes quotes-0',
    ],
    ...[
      '[TEST] [Triggered on {pod_name:quotes-0}]',
      '[Triggered on {pod_name:quotes-0}] [TEST]',
      '[P1] [Triggered on {pod_name:quotes-0}] [TEST]',
      '[P1] [TEST] [Triggered on {pod_name:quotes-0}]',
    ].map((marks): [string, object, string] => [marks, datadogCall(`${marks} Pod OOMKilled`), 'ignored']),
  ])('calls: %s', async (_, body, expected) => expect(await called('datadog', body)).toBe(expected));

  test.each<[string, Post, string]>([
    [
      'a scope before the title',
      datadog(`Triggered on {pod_name:${DEPLOYED},kube_namespace:prod}: Container OOM`),
      `oom-kill prod/markets-api ${DEPLOYED}`,
    ],
    [
      'a scope in brackets',
      datadog(`[Triggered on {pod_name:${DEPLOYED}}] Container OOM`),
      `oom-kill ?/markets-api ${DEPLOYED}`,
    ],
    [
      'the recommended monitor',
      datadog('Triggered: [kubernetes] Pod quotes-0 is CrashloopBackOff in namespace prod'),
      'restart-spike prod/quotes quotes-0',
    ],
    [
      'tags only in the text',
      datadog('Triggered: Container OOM', '*Tags:* kube_namespace:prod, pod_name:quotes-0'),
      'oom-kill prod/quotes quotes-0',
    ],
    [
      'over',
      datadog('Recovered: Container OOM', 'kube_namespace:prod pod_name:quotes-0'),
      'oom-kill resolved prod/quotes quotes-0',
    ],
    ['a warning', datadog('Warn: Container OOM', 'pod_name:quotes-0'), 'oom-kill ?/quotes quotes-0'],
    ['no data', datadog('[P1] [No data on {pod_name:quotes-0}] Container OOM', 'pod_name:quotes-0'), 'ignored'],
    ...['[P1] [Triggered on', '[P5] [Warn on', '[P2] [Re-Triggered on', '[Re-Warn on'].map(
      (mark): [string, Post, string] => [
        mark,
        datadog(`${mark} {kube_namespace:prod,pod_name:quotes-0}] Container OOM`),
        'oom-kill prod/quotes quotes-0',
      ],
    ),
    [
      'a state that is a word of the name',
      datadog('[P1] [Triggered] Recovered pods: Container OOM', 'pod_name:quotes-0'),
      'oom-kill ?/quotes quotes-0',
    ],
    ['a test behind a priority', datadog(`[P1] [Triggered on {pod_name:quotes-0}] [TEST] Container OOM`), 'ignored'],
    [
      'an event that links to the monitor in its text',
      datadog(
        'Triggered: Container OOM',
        `pod_name:${DEPLOYED} <https://app.datadoghq.eu/monitors#77|Monitor>`,
        'https://app.datadoghq.eu/event/event?id=1',
      ),
      `oom-kill ?/markets-api ${DEPLOYED}`,
    ],
    ['a test', datadog('Triggered: [TEST] Container OOM'), 'ignored'],
  ])('posts: %s', (_, post, expected) => expect(seen(post)).toBe(expected));
});

const opsgenieCall = (message: string, description = '', details: object = {}) => ({
  action: 'Create',
  alert: { alertId: '052652ac-5d1c-464a-812a-7dd18bbfba8c', message, description, details, createdAt: Date.parse(AT) },
});
const opsgenie = (text: string) =>
  attached({
    title: 'New alert: #7',
    titleLink: 'https://opsg.in/a/i/acme/052652ac-5d1c-464a-812a-7dd18bbfba8c',
    text,
  });

describe('Opsgenie', () => {
  test.each<[string, object, string]>([
    [
      'Prometheus’ integration',
      opsgenieCall('[Prometheus]: [FIRING:1] KubePodCrashLooping', 'Pod prod/quotes-0 (quotes) is waiting'),
      'restart-spike prod/quotes quotes-0',
    ],
    [
      'a label that only sounds so',
      opsgenieCall('[Prometheus]: [FIRING:1] HighLatency prod (restart-controller)'),
      'ignored',
    ],
    [
      'details with capitals',
      opsgenieCall('Container OOM', 'Namespace: prod\nPod: quotes-0'),
      'oom-kill prod/quotes quotes-0',
    ],
    [
      'details of Datadog',
      opsgenieCall('[Datadog] [Triggered] Container OOM', '', { Tags: `pod_name:${DEPLOYED}`, pod_name: DEPLOYED }),
      `oom-kill ?/markets-api ${DEPLOYED}`,
    ],
    [
      'a run of a CronJob',
      opsgenieCall('OOMKilled nightly-29381340-x2x4q'),
      'oom-kill ?/nightly nightly-29381340-x2x4q',
    ],
    [
      'a deployment in a sentence',
      opsgenieCall('Container restarts', 'Deployment prod/markets-api restarts'),
      'restart-spike prod/markets-api',
    ],
    ['a machine', opsgenieCall('Host out of memory'), 'ignored'],
  ])('calls: %s', async (_, body, expected) => expect(await called('generic/opsgenie', body)).toBe(expected));

  test.each<[string, string, string]>([
    [
      'Prometheus’ integration',
      `"[Prometheus]: [FIRING:1] KubeContainerOOMKilled prod (markets-api ${DEPLOYED})"`,
      `oom-kill ?/markets-api ${DEPLOYED}`,
    ],
    ['a label that only sounds so', '"[Prometheus]: [FIRING:1] HighLatency prod (restart-controller)"', 'ignored'],
    ['a pod in backticks', '"Container OOM" pod `prod/quotes-0`', 'oom-kill prod/quotes quotes-0'],
    [
      'a pod behind a link',
      `"Container OOM"\nPod: <https://k8s/p/1|${DEPLOYED}>`,
      `oom-kill ?/markets-api ${DEPLOYED}`,
    ],
  ])('posts: %s', (_, text, expected) => expect(seen(opsgenie(text))).toBe(expected));
});

const robusta = (title: string, rows: readonly string[] = [], text = '') =>
  aPost({
    text: title,
    blocks: `🔥 \`firing\` 🔴 \`high\` ${title}\n*Source:* \`eu-1\`\n${text}`,
    attachments: [anAttachment({ blocks: rows.join('\n') })],
  });

describe('Robusta posts', () => {
  test.each<[string, Post, string]>([
    ['a crashing pod', robusta('Crashing pod quotes-0 in namespace prod'), 'restart-spike prod/quotes quotes-0'],
    [
      'an OOM kill',
      robusta(`Pod ${DEPLOYED} in namespace prod OOMKilled results`),
      `oom-kill prod/markets-api ${DEPLOYED}`,
    ],
    [
      'an alert with its labels',
      robusta('Pod is crash looping.', ['● alertname `KubePodCrashLooping`', '● namespace `prod`', '● pod `quotes-0`']),
      'restart-spike prod/quotes quotes-0',
    ],
    [
      'a DaemonSet',
      robusta('Crashing pod fluent-bit-x2x4q in namespace logging'),
      'restart-spike logging/fluent-bit fluent-bit-x2x4q',
    ],
    ['a Job', robusta('Crashing pod migrate-x2x4q in namespace prod'), 'restart-spike prod/migrate migrate-x2x4q'],
    ['a node', robusta('High memory usage on node ip-10-0-0-1'), 'ignored'],
    ['a failed Job', robusta('Job prod/migrate failed'), 'ignored'],
    ['a deployment that changed', robusta('Deployment prod/markets-api updated'), 'ignored'],
  ])('%s', (_, post, expected) => expect(seen(post)).toBe(expected));

  const header = (state: string, cluster = 'kind-9') =>
    aPost({
      text: '<https://platform.robusta.dev/f/7|*KubePodCrashLooping*>',
      blocks: `${state} 🔴 *High*\n<https://platform.robusta.dev/f/7|*KubePodCrashLooping*>\n*Source:* \`${cluster}\``,
      attachments: [anAttachment({ blocks: '*Alert labels*\n• namespace `prod`\n• pod `quotes-0`' })],
    });
  const alertIn = (post: Post) => {
    const outcome = readPost(post);
    return outcome.kind === 'alert' ? outcome.alert : undefined;
  };

  test('the source is the cluster, and a name in two of them is two alerts', () => {
    const [one, other] = [alertIn(header('🔥 *Prometheus Alert Firing* 🔥')), alertIn(header('🔥 *x*', 'kind-8'))];
    expect(one?.name).toBe('KubePodCrashLooping');
    expect(one?.subject.workload).toEqual({
      cluster: 'kind-9',
      namespace: 'prod',
      name: 'quotes',
      container: undefined,
    });
    expect(other?.subject.workload?.cluster).toBe('kind-8');
    expect(other?.fingerprint).not.toBe(one?.fingerprint);
  });

  test('an alert that is over ends the thread that it began', async () => {
    const fired = alertIn(header('🔥 *Prometheus Alert Firing* 🔥'));
    const over = alertIn(header('✅ *Prometheus resolved*'));
    expect([fired?.status, over?.status]).toEqual(['firing', 'resolved']);
    expect(over?.fingerprint).toBe(fired?.fingerprint);
    const intake = await aPlayedIntake([]);
    await intake.see(header('🔥 *Prometheus Alert Firing* 🔥'));
    await intake.see({ ...header('✅ *Prometheus resolved*'), ts: '1763867999.000200' });
    expect((await intake.investigations()).map(threadText)).toEqual([expect.stringMatching(/quotes.*, over$/)]);
  });
});

describe('a call that names a service in its words alone', () => {
  test.each<[string, readonly Service[], string]>([
    ['is about that one', [aService(), aService({ name: 'cache', container: 'cache' })], 'prod/markets-api, 1 alert'],
    [
      'asks for it where no such service is known',
      [aService({ name: 'cache', container: 'cache' })],
      'asks for the service',
    ],
    ['asks for it where several are called so', [aService(), aService({ cluster: 'us-1' })], 'asks for the service'],
  ])('%s', async (_, services, thread) => {
    const intake = await aPlayedIntake(services);
    await intake.call('pagerduty', incident('OOM killed: markets-api', 'Production on-call'));
    const [text, ...more] = (await intake.investigations()).map(threadText);
    expect(text).toContain(thread);
    expect(more).toEqual([]);
    const resolved = incident('OOM killed: markets-api');
    await intake.call('pagerduty', { event: { ...resolved.event, event_type: 'incident.resolved' } });
    expect((await intake.investigations()).map(threadText)).toEqual([`${text}, over`]);
  });
});

test.each([
  ['*Dana Okafor* closed alert <https://opsg.in/a/i/acme/1207|#1207: [Prometheus]: KubePodCrashLooping>', 'resolved'],
  ['"[Prometheus]: KubePodCrashLooping"\nThe pool says: connection closed, pod web-5c6d7f9b84-x2xkf', 'firing'],
])('Opsgenie: %s is %s', (text, status) => {
  const link = 'https://opsg.in/a/i/acme/1207';
  const outcome = readPost(
    aPost({ app: 'Opsgenie', attachments: [anAttachment({ text, fallback: `x <${link}|7>` })] }),
  );
  expect(outcome.kind === 'alert' ? outcome.alert.status : outcome.kind).toBe(status);
});

describe('Datadog, without a link to the monitor', () => {
  const post = (title: string, app = 'Datadog') =>
    readPost(aPost({ app, attachments: [anAttachment({ title, fallback: 'x' })] }));
  const tags = 'kube_namespace:shop,pod_name:web-5c6d7f9b84-x2xkf';

  test.each([
    [`[P1] [Triggered on {${tags}}] Pod OOMKilled`, 'Datadog', 'alert'],
    [`[Triggered on {${tags}}] [TEST] Pod OOMKilled`, 'Datadog', 'ignored'],
    [`[Triggered on {${tags}}] Pod OOMKilled`, 'Another App', 'other'],
    ['Weekly report: Pod OOMKilled', 'Datadog', 'other'],
  ])('%s, posted by %s: %s', (title, app, kind) => {
    expect(post(title, app).kind).toBe(kind);
  });

  test('is one alert with its webhook, in the thread of the message', async () => {
    const intake = await aPlayedIntake([]);
    const title = `[P1] [Triggered on {${tags}}] Pod OOMKilled`;
    await intake.see(aPost({ app: 'Datadog', attachments: [anAttachment({ title, fallback: 'x' })] }));
    const body = {
      leakbot: '1',
      id: '771',
      alert: '71',
      transition: 'Triggered',
      title,
      date: '1795402800000',
      tags,
      scope: tags,
    };
    await intake.call('datadog', body);
    expect((await intake.investigations()).map(threadText)).toEqual([
      'in the message’s thread, shop/web, 1 alert, 1 pod',
    ]);
  });
});

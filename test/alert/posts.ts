import type { Post, PostAttachment } from '../../src/alert/post.ts';

/**
 * What senders post into Slack as they come. Alertmanager's are what its default templates make of these alerts (0.25 of
 * Debian was seen to post them, test/live/alert-thread.test.ts); Grafana's follow its default templates and the legacy
 * notifier of version 7, Robusta's its Slack sink, Opsgenie's a message recorded in the tests of a chat program that
 * receives them. PagerDuty and Datadog publish no layout: theirs hold what their documents show of one.
 */
export type PostSituation = 'fired' | 'repeated' | 'resolved' | 'edited' | 'grouped' | 'truncated' | 'test' | 'other';

export const POD = 'markets-api-7d9f6c5b8-x2x4q';
const CHANNEL = 'C0ALERTS';

export function aPost(changes: Partial<Post> = {}): Post {
  return {
    channel: CHANNEL,
    ts: '1763867045.000100',
    at: 1_763_867_045_000,
    reply: false,
    app: '',
    text: '',
    blocks: '',
    attachments: [],
    ...changes,
  };
}

export function anAttachment(changes: Partial<PostAttachment> = {}): PostAttachment {
  return {
    title: '',
    titleLink: '',
    pretext: '',
    text: '',
    fallback: '',
    footer: '',
    fields: [],
    blocks: '',
    ...changes,
  };
}

const LATER: Partial<Post> = { ts: '1763881445.000100', at: 1_763_881_445_000 };
const EDITED: Partial<Post> = { at: 1_763_867_105_000 };

const attached = (attachment: Partial<PostAttachment>, changes: Partial<Post> = {}) =>
  aPost({ attachments: [anAttachment(attachment)], ...changes });

const alertmanagerPost = (title: string, changes: Partial<Post> = {}) => {
  const titleLink = 'http://alertmanager:9093/#/alerts?receiver=team';
  return attached({ title, titleLink, fallback: `${title} | ${titleLink}` }, { app: 'AlertManager', ...changes });
};
const COMMON = `(markets-api prod ${POD} critical)`;

const grafanaText = (name: string) =>
  `**Firing**\n\nValue: A=1\nLabels:\n - alertname = ${name}\n - container = markets-api\n - namespace = prod\n - pod = ${POD}\nAnnotations:\n - summary = markets-api was OOM killed\nSource: http://grafana:3000/alerting/grafana/x/view?orgId=1\n`;
const grafanaPost = (state: string, changes: Partial<Post> = {}, name = 'KubeContainerOOMKilled') =>
  attached(
    {
      title: `[${state}] ${name} leaks (markets-api prod ${POD})`,
      titleLink: 'http://grafana:3000/alerting/grafana/x/view?orgId=1',
      text: grafanaText(name),
      footer: 'Grafana v12.1.0',
    },
    changes,
  );

const legacyPost = (state: string, changes: Partial<Post> = {}, name = 'Container OOM kills') =>
  attached(
    {
      title: `[${state}] ${name}`,
      titleLink: 'http://grafana:3000/d/abc/memory?viewPanel=2&orgId=1',
      text: 'A container was OOM killed',
      fields: [{ title: `oom_events{namespace="prod", pod="${POD}"}`, value: '1' }],
      footer: 'Grafana v7.5.0',
    },
    changes,
  );

/** A legacy message about so many pods of one workload. */
function legacyAttachment(pods: number): PostAttachment {
  const [attachment] = legacyPost('Alerting').attachments;
  const podOf = (index: number) => POD.replace(/x2x4q$/, `x${index + 2}x4q`);
  const fields = Array.from({ length: pods }, (_, index) => ({
    title: `oom_events{namespace="prod", pod="${podOf(index)}"}`,
    value: '1',
  }));
  return { ...anAttachment(attachment), fields };
}

const pagerdutyPost = (state: string, changes: Partial<Post> = {}, name = 'KubeContainerOOMKilled') =>
  attached(
    {
      fallback: `${state} #42: ${name} namespace=prod pod=${POD}`,
      blocks: `*${state}* <https://acme.pagerduty.com/incidents/PGR0VU2|#42> ${name} namespace=prod pod=${POD}\nService: markets`,
    },
    { app: 'PagerDuty', ...changes },
  );

const datadogPost = (state: string, changes: Partial<Post> = {}, name = 'Container OOM kills') =>
  attached(
    {
      title: `${state}: ${name} on kube_namespace:prod,pod_name:${POD}`,
      titleLink: `https://app.datadoghq.com/monitors/1234?group=kube_namespace%3Aprod%2Cpod_name%3A${POD}&from_ts=1`,
      text: 'The metric value was 1.0',
    },
    { app: 'Datadog', ...changes },
  );

const opsgeniePost = (title: string, changes: Partial<Post> = {}, name = 'KubeContainerOOMKilled') =>
  attached(
    {
      title,
      titleLink: 'https://opsg.in/a/i/acme/052652ac-5d1c-464a-812a-7dd18bbfba8c-1763867045000',
      text: `"[FIRING:1] ${name} (markets-api prod ${POD})"`,
      fallback: `${title} <https://opsg.in/a/i/acme/052652ac-5d1c-464a-812a-7dd18bbfba8c-1763867045000|7>`,
    },
    { app: 'Opsgenie', ...changes },
  );

const robustaPost = (state: 'firing' | 'resolved', changes: Partial<Post> = {}, name = 'KubeContainerOOMKilled') =>
  aPost({
    app: 'Robusta',
    text: `${state === 'resolved' ? '[RESOLVED] ' : ''}${name}`,
    blocks: `🔥 \`${state}\` 🔴 \`high\` ${name}\n*Source:* \`eu-1\`\n:rotating_light: *Alert:* a container was killed`,
    attachments: [
      anAttachment({ blocks: `labels\n● container \`markets-api\`\n● namespace \`prod\`\n● pod \`${POD}\`` }),
    ],
    ...changes,
  });

const LONG = ` ${'x'.repeat(1_100)}`;

/** By the name of the reader; the legacy alerting of Grafana beside its successor. */
export const POSTS: Readonly<
  Record<string, Readonly<Partial<Record<PostSituation, Post>>> & { readonly fired: Post }>
> = {
  alertmanager: {
    fired: alertmanagerPost(`[FIRING:1] KubeContainerOOMKilled ${COMMON}`),
    repeated: alertmanagerPost(`[FIRING:1] KubeContainerOOMKilled ${COMMON}`, LATER),
    resolved: alertmanagerPost(`[RESOLVED] KubeContainerOOMKilled ${COMMON}`, LATER),
    edited: alertmanagerPost(`[RESOLVED] KubeContainerOOMKilled ${COMMON}`, EDITED),
    grouped: alertmanagerPost('[FIRING:2] KubeContainerOOMKilled (markets-api prod critical)'),
    truncated: alertmanagerPost(`[FIRING:1] KubeContainerOOMKilled (markets-api prod ${POD}${LONG}`.slice(0, 1024)),
    other: alertmanagerPost(`[FIRING:1] HighLatency ${COMMON}`),
  },
  grafana: {
    fired: grafanaPost('FIRING:1'),
    repeated: grafanaPost('FIRING:1', LATER),
    resolved: grafanaPost('RESOLVED', LATER),
    edited: grafanaPost('RESOLVED', EDITED),
    grouped: grafanaPost('FIRING:2, RESOLVED:1'),
    truncated: grafanaPost('FIRING:1', {
      attachments: [
        {
          ...anAttachment(grafanaPost('FIRING:1').attachments[0]),
          text: grafanaText('KubeContainerOOMKilled').slice(0, 120),
        },
      ],
    }),
    test: grafanaPost('FIRING:1', {}, 'TestAlert'),
    other: grafanaPost('FIRING:1', {}, 'HighLatency'),
  },
  'grafana (legacy)': {
    fired: legacyPost('Alerting'),
    repeated: legacyPost('Alerting', LATER),
    resolved: legacyPost('OK', LATER),
    // All series of a rule are one message, a field each; of more than six the rest is left out, and nothing says so.
    grouped: legacyPost('Alerting', { attachments: [legacyAttachment(2)] }),
    truncated: legacyPost('Alerting', { attachments: [legacyAttachment(6)] }),
    test: legacyPost('Alerting', {}, 'Test notification'),
    other: legacyPost('Alerting', {}, 'High latency'),
  },
  pagerduty: {
    fired: pagerdutyPost('Triggered'),
    repeated: pagerdutyPost('Acknowledged', LATER),
    resolved: pagerdutyPost('Resolved', LATER),
    edited: pagerdutyPost('Resolved', EDITED),
    truncated: pagerdutyPost('Triggered', {}, `KubeContainerOOMKilled namespace=prod pod=${POD} ${'x'.repeat(900)}…`),
    other: pagerdutyPost('Triggered', {}, 'High latency'),
  },
  datadog: {
    fired: datadogPost('Triggered'),
    repeated: datadogPost('Re-Triggered', LATER),
    resolved: datadogPost('Recovered', LATER),
    test: datadogPost('Triggered', {}, '[TEST] Container OOM kills'),
    other: datadogPost('Triggered', {}, 'High latency'),
  },
  'generic/opsgenie': {
    fired: opsgeniePost('New alert: #7'),
    resolved: opsgeniePost('System closed alert #7', LATER),
    edited: opsgeniePost('System closed alert #7', EDITED),
    // A message has at most 130 characters.
    truncated: opsgeniePost('New alert: #7', {
      attachments: [
        {
          ...anAttachment(opsgeniePost('New alert: #7').attachments[0]),
          text: `"${`[Prometheus]: [FIRING:1] KubeContainerOOMKilled prod (markets-api kube-state-metrics ${POD} critical)`.slice(0, 130)}"`,
        },
      ],
    }),
    other: opsgeniePost('New alert: #7', {}, 'HighLatency'),
  },
  robusta: {
    fired: robustaPost('firing'),
    repeated: robustaPost('firing', LATER),
    resolved: robustaPost('resolved', LATER),
    other: robustaPost('firing', {}, 'HighLatency'),
  },
};

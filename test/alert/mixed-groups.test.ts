import { describe, expect, test } from 'vitest';
import { postReading } from '../../src/alert/posts.ts';
import { alertKind } from '../../src/alert/rules.ts';
import { POST_READERS } from '../../src/alert/senders.ts';
import { anAttachment, aPost } from './posts.ts';

const read = postReading({ readers: POST_READERS, channels: [], kindOf: alertKind });
const PAGE = 'http://alertmanager:9093/#/alerts?receiver=team';
const POD = 'quay-crane-7d9f6c5b8-x2x4q';
const OTHER = 'tug-radio-7d9f6c5b8-b6b8c';

function posted(title: string, text: string, more: Partial<ReturnType<typeof anAttachment>> = {}): string {
  const outcome = read(
    aPost({ attachments: [anAttachment({ title, titleLink: PAGE, text, fallback: title, ...more })] }),
  );
  if (outcome.kind !== 'alert') return outcome.kind;
  const all = [outcome.alert, ...outcome.further];
  return all
    .map(({ kind, status, subject: { workload, pod } }) => `${kind} ${status} ${workload?.namespace}/${pod}`)
    .join(', ');
}

/** The labels of an alert as templates in use list them. */
const WRITTEN = {
  'with a paragraph each': (name: string, pod: string) =>
    `*Alert:* something happened\n*Details:*\n • *alertname:* \`${name}\`\n • *namespace:* \`port\`\n • *pod:* \`${pod}\`\n\n`,
  'as Alertmanager itself lists them': (name: string, pod: string) =>
    `Labels:\n - alertname = ${name}\n - namespace = port\n - pod = ${pod}\nAnnotations:\n - summary = see the runbook\nSource: http://prometheus\n`,
  'a line each': (name: string, pod: string) => `${name}: Pod port/${pod} needs a look\n`,
  'name and details in paragraphs': (name: string, pod: string) =>
    `*Alert name:* ${name}\n\n*Namespace:* port\n*Pod:* ${pod}\n\n`,
  'on one line': (name: string, pod: string) => `alertname=${name} namespace=port pod=${pod} severity=warning\n`,
};

describe.each(Object.entries(WRITTEN))('a group of alerts about several things, %s', (_, written) => {
  const mixed = '[FIRING:3] port (prometheus/k8s)';
  const others = [written('CPUThrottlingHigh', OTHER), written('KubePodNotReady', 'pilot-7d9f6c5b8-c7c9d')];

  test.each([0, 1, 2])('the kill stands at place %i: it alone is the alert', (place) => {
    const text = others.toSpliced(place, 0, written('ContainerOOMKilled', POD)).join('');
    expect(posted(mixed, text)).toBe(`oom-kill firing port/${POD}`);
  });

  test('two kills among others: both workloads', () => {
    const text = [...others, written('ContainerOOMKilled', POD), written('PodOOMKilled', 'dock-7d9f6c5b8-d7d9f')];
    expect(posted(mixed, text.join(''))).toBe(`oom-kill firing port/${POD}, oom-kill firing port/dock-7d9f6c5b8-d7d9f`);
  });

  test('no kill among them', () => {
    expect(posted(mixed, others.join(''))).toMatch(/^(?:ignored|other)$/);
  });

  test('only the kill is over: nothing begins', () => {
    const text = `Alerts Firing:\n${others.join('')}\nAlerts Resolved:\n${written('ContainerOOMKilled', POD)}`;
    expect(posted(mixed, text)).not.toContain('oom-kill firing');
  });
});

test('Grafana groups by folder', () => {
  const block = (name: string, pod: string) =>
    `Value: A=1\nLabels:\n - alertname = ${name}\n - grafana_folder = Port\n - namespace = port\n - pod = ${pod}\nAnnotations:\n - summary = s\nSource: https://g/x\n\n`;
  const text = `**Firing**\n\n${block('Disk almost full', OTHER)}${block('Pods: out of memory', POD)}`;
  expect(posted('[FIRING:2] Port', text, { titleLink: 'https://g/alerting/list', footer: 'Grafana v12.0.0' })).toBe(
    `oom-kill firing port/${POD}`,
  );
});

describe('a message that names no alert', () => {
  test.each([
    ['staging.port.example', `Pod port/${POD} was OOMKilled twice since noon.`, 'oom-kill'],
    [
      '[FIRING:1] staging.port.example',
      `*Summary:* Container crane in pod port/${POD} has been OOM-killed`,
      'oom-kill',
    ],
    ['[FIRING:2]', `Pod port/${POD} is crash looping`, 'restart-spike'],
    ['[FIRING:1] port', `Memory usage of pod port/${POD} is above 95% of its limit`, 'memory-near-limit'],
    ['cluster-7', `OOMKilled\nNamespace: port\nPod: ${POD}`, 'oom-kill'],
  ])('%s: %s', (title, text, kind) => {
    expect(posted(title, text)).toBe(`${kind} firing port/${POD}`);
  });

  test.each([
    ['it may happen', `Pod port/${POD} may be OOMKilled if traffic doubles`],
    ['it did not happen', `Pod port/${POD} is not ready, no OOMKilled containers`],
    ['advice', `Pod port/${POD} fails its probe. Should it be restarted, ask the owners`],
    ['of no pod', 'Something was OOMKilled in the port'],
    ['about its disk', `Pod port/${POD} fills its volume`],
  ])('%s', (_, text) => {
    expect(posted('staging.port.example', text)).toMatch(/^(?:ignored|other)$/);
  });

  test('another alert’s name counts more than the words of its text', () => {
    expect(posted('[FIRING:1] KubeProbeFailing', `Pod port/${POD} was OOMKilled last week`)).toBe('ignored');
  });
});

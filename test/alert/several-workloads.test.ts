import { describe, expect, test } from 'vitest';
import type { Post } from '../../src/alert/post.ts';
import { listedWorkloads } from '../../src/alert/several-workloads.ts';
import { compose } from '../../src/slack/blocks/compose.ts';
import { aPlayedIntake, threadText } from './played-intake.ts';
import { anAttachment, aPost } from './posts.ts';

const TITLE = '[FIRING:3] KubeContainerOOMKilled (critical)';
const AT = 1_763_867_045;

function grouped(text: string, title = TITLE, changes: Partial<Post> = {}): Post {
  const titleLink = 'http://alertmanager:9093/#/alerts?receiver=team';
  return aPost({
    ts: `${AT}.000100`,
    at: AT * 1000,
    app: 'AlertManager',
    attachments: [anAttachment({ title, titleLink, text, fallback: title })],
    ...changes,
  });
}

/** As many teams write it: a block of details for each alert. */
const details = (...pods: readonly (readonly [string, string, string])[]) =>
  pods
    .map(
      ([namespace, pod, container]) =>
        `*Alert:* ${container} was OOM killed - \`critical\`\n *Details:*\n • *alertname:* \`KubeContainerOOMKilled\`\n • *container:* \`${container}\`\n • *namespace:* \`${namespace}\`\n • *pod:* \`${pod}\`\n • *severity:* \`critical\`\n`,
    )
    .join('\n');
const CART = ['shop', 'cart-api-7d9f6c5b8-x2x4q', 'cart-api'] as const;
const CART_TOO = ['shop', 'cart-api-7d9f6c5b8-9kz2m', 'cart-api'] as const;
const CHECKOUT = ['shop', 'checkout-api-5b7f9d6c4-pl8vn', 'checkout-api'] as const;
const CACHE = ['data', 'redis-cache-2', 'redis'] as const;

const GRAFANA = `**Firing**

Value: A=1
Labels:
 - alertname = KubeContainerOOMKilled
 - container = gone
 - namespace = g1
 - pod = gone-7d9f6c5b8-x2x4q
Annotations:
 - summary = killed
Source: http://grafana:3000/alerting/grafana/x/view?orgId=1

Value: A=1
Labels:
 - alertname = KubeContainerOOMKilled
 - container = gtwo
 - namespace = g1
 - pod = gtwo-0
Annotations:
 - summary = killed

**Resolved**

Value: A=0
Labels:
 - alertname = KubeContainerOOMKilled
 - container = past
 - namespace = g1
 - pod = past-0
`;

describe('the workloads that a message lists', () => {
  test.each([
    ['blocks of details', details(CART, CART_TOO, CHECKOUT, CACHE), 'shop/cart-api shop/checkout-api data/redis-cache'],
    [
      'blocks without an empty line',
      details(CART, CHECKOUT, CACHE).replaceAll('\n\n', '\n'),
      'shop/cart-api shop/checkout-api data/redis-cache',
    ],
    [
      'a sentence each',
      'Pod shop/cartx-api-7d9f6c5b8-x2x4q (cartx-api) is in waiting state\nPod data/pg-0 (pg) is in waiting state',
      'shop/cartx-api data/pg',
    ],
    ['what fires of Grafana’s', GRAFANA, 'g1/gone g1/gtwo'],
    ['one workload', details(CART, CART_TOO), 'shop/cart-api'],
    ['a title with the pod, and its namespace below', `x (${CART[1]})\n${details(CART)}`, 'shop/cart-api'],
    ['one name in two namespaces', details(CART, ['beta', CART[1], 'cart-api']), 'shop/cart-api beta/cart-api'],
    ['no pod', 'the disk of shop is full\nnamespace: shop', ''],
  ])('%s', (_, text, expected) => {
    const listed = listedWorkloads(text, { over: false });
    expect(listed.map(({ workload }) => `${workload.namespace ?? '?'}/${workload.name}`).join(' ')).toBe(expected);
  });
});

describe('a message with alerts of several workloads', () => {
  test('is the thread of the first; the others have roots of their own, with a link to it', async () => {
    const intake = await aPlayedIntake([]);
    await intake.see(grouped(details(CART, CART_TOO, CHECKOUT)));
    const [first, second, ...others] = await intake.investigations();
    expect(others).toEqual([]);
    expect(first && threadText(first)).toContain('in the message’s thread, shop/cart-api');
    expect(second && threadText(second)).toContain('a thread of its own, shop/checkout-api');
    expect(second?.place.channel).toBe('C0ALERTS');
    const address = 'https://acme.slack.com/archives/C0ALERTS/p1763867045000100';
    const root = second && compose(second, { kind: 'root' }, { services: [], groupedMessage: address });
    expect(JSON.stringify(root?.blocks)).toContain(`<${address}|a message with 2 workloads>`);
  });

  test('its webhook joins the threads, and its repeat and its end open none', async () => {
    const intake = await aPlayedIntake([]);
    await intake.see(grouped(details(CART, CHECKOUT)));
    const alerts = [CART, CHECKOUT].map(([namespace, pod, container]) => ({
      status: 'firing',
      labels: { alertname: 'KubeContainerOOMKilled', severity: 'critical', namespace, pod, container },
      annotations: {},
      startsAt: new Date(AT * 1000).toISOString(),
    }));
    await intake.call('alertmanager', { version: '4', externalURL: 'http://alertmanager:9093', alerts });
    await intake.see(grouped(details(CHECKOUT, CART), TITLE, { ts: `${AT + 90}.000100`, at: (AT + 90) * 1000 }));
    const over = '[RESOLVED] KubeContainerOOMKilled (critical)';
    await intake.see(grouped(details(CART, CHECKOUT), over, { ts: `${AT + 99}.000100`, at: (AT + 99) * 1000 }));
    expect(await intake.investigations()).toHaveLength(2);
  });

  test('ten workloads have threads, the last of which names the rest', async () => {
    const intake = await aPlayedIntake([]);
    const pods = Array.from({ length: 13 }, (_, index) => {
      const name = `app${String.fromCharCode(97 + index)}`;
      return ['shop', `${name}-7d9f6c5b8-x2x4q`, name] as const;
    });
    await intake.see(grouped(details(...pods)));
    const all = await intake.investigations();
    expect(all).toHaveLength(10);
    const roots = all.map((each) => JSON.stringify(compose(each, { kind: 'root' }, { services: [] })?.blocks));
    expect(
      roots.filter((each) => each.includes('no thread of their own for `shop/appk`, `shop/appl`, `shop/appm`')),
    ).toHaveLength(1);
  });
});

describe('an edit that adds a workload to a message', () => {
  const title = (alerts: number) => `[FIRING:${alerts}] KubeContainerOOMKilled (critical)`;
  const at = (seconds: number) => ({ at: (AT + seconds) * 1000 });
  const webhook = (...pods: readonly (readonly [string, string, string])[]) => ({
    version: '4',
    externalURL: 'http://alertmanager:9093',
    alerts: pods.map(([namespace, pod, container]) => ({
      status: 'firing',
      labels: { alertname: 'KubeContainerOOMKilled', severity: 'critical', namespace, pod, container },
      annotations: {},
      startsAt: new Date(AT * 1000).toISOString(),
    })),
  });

  test.each([
    ['below', [CART, CHECKOUT]],
    ['above what it was about', [CHECKOUT, CART]],
  ])('%s: a thread beside it, also once the webhook and another message name both', async (_, pods) => {
    const intake = await aPlayedIntake([], { apart: 20_000 });
    await intake.see(grouped(details(CART), title(1)));
    await intake.see(grouped(details(...pods), title(2), at(60)));
    const threads = ['in the message’s thread, shop/cart-api', 'a thread of its own, shop/checkout-api'];
    const seen = async () =>
      (await intake.investigations()).map((each) => threadText(each).split(', ').slice(0, 2).join(', '));
    expect(await seen()).toEqual(threads);
    await intake.call('alertmanager', webhook(CART, CHECKOUT));
    await intake.see(
      grouped(details(CHECKOUT, CART), title(2), { ...at(90), channel: 'C0OTHER', ts: `${AT + 90}.000100` }),
    );
    expect(await seen()).toEqual(threads);
    const edited = await intake.investigations();
    expect(edited[1]?.place).toMatchObject({ listedIn: { ts: `${AT}.000100`, of: 2 } });
    await intake.see(grouped(details(CART, CHECKOUT), '[RESOLVED] KubeContainerOOMKilled (critical)', at(120)));
    expect(await seen()).toEqual(threads);
  });

  test('another pod of its workload stays in the thread', async () => {
    const intake = await aPlayedIntake([], { apart: 20_000 });
    await intake.see(grouped(details(CART), title(1)));
    await intake.see(grouped(details(CART_TOO, CART), title(2), at(60)));
    expect(await intake.investigations()).toHaveLength(1);
  });
});

describe('what is over, listed beside what fires', () => {
  const labels = ([namespace, pod, container]: readonly [string, string, string]) =>
    `Labels:\n - alertname = KubeContainerOOMKilled\n - container = ${container}\n - namespace = ${namespace}\n - pod = ${pod}\nAnnotations:\n - summary = killed\nSource: http://prometheus:9090/graph\n`;
  const line = ([namespace, pod]: readonly [string, string, string]) =>
    `• *pod:* \`${pod}\` *namespace:* \`${namespace}\``;
  const block = (pod: readonly [string, string, string], status: string) => `${details(pod)} • *Status:* ${status}\n`;
  const TEXTS = [
    ['as the default lists write it', `Alerts Firing:\n${labels(CART)}\nAlerts Resolved:\n${labels(CHECKOUT)}`],
    ['the sections turned round', `Alerts Resolved:\n${labels(CHECKOUT)}\nAlerts Firing:\n${labels(CART)}`],
    [
      'headings with signs',
      `:boom: *Firing (1)*\n${line(CART)}\n:large_green_circle: *Resolved (1)*\n${line(CHECKOUT)}`,
    ],
    ['headings on lines with marks', `🔴 *FIRING:*\n${line(CART)}\n✅ *RESOLVED:*\n${line(CHECKOUT)}`],
    ['a status in each block', `${block(CART, '`firing`')}\n${block(CHECKOUT, '`resolved`')}`],
    ['a status in each block, that which is over first', `${block(CHECKOUT, 'resolved')}\n${block(CART, 'firing')}`],
  ] as const;
  const seen = async (intake: Awaited<ReturnType<typeof aPlayedIntake>>) =>
    (await intake.investigations()).map((each) => {
      const [place, name] = threadText(each).split(', ');
      return [place, name, ...(each.notes.some(({ kind }) => kind === 'resolved') ? ['over'] : [])].join(', ');
    });

  test.each(TEXTS)('%s: it opens no thread', async (_, text) => {
    const intake = await aPlayedIntake([]);
    await intake.see(grouped(text, '[FIRING:1] KubeContainerOOMKilled (critical)'));
    expect(await seen(intake)).toEqual(['in the message’s thread, shop/cart-api']);
  });

  test.each(TEXTS)('%s: it ends in the thread that it has', async (_, text) => {
    const intake = await aPlayedIntake([]);
    await intake.see(grouped(details(CART, CHECKOUT)));
    await intake.see(
      grouped(text, '[FIRING:1] KubeContainerOOMKilled (critical)', { ts: `${AT + 90}.000100`, at: (AT + 90) * 1000 }),
    );
    expect(await seen(intake)).toEqual([
      'in the message’s thread, shop/cart-api',
      'a thread of its own, shop/checkout-api, over',
    ]);
  });

  test('one pod of a workload is over, another fires: its thread goes on', async () => {
    const intake = await aPlayedIntake([]);
    await intake.see(grouped(`Alerts Firing:\n${labels(CART)}\nAlerts Resolved:\n${labels(CART_TOO)}`));
    expect(await seen(intake)).toEqual(['in the message’s thread, shop/cart-api']);
  });
});

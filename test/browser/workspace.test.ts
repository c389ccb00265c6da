import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { BlockAction, StaticSelectAction } from '@slack/bolt';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Workspace } from '../../scripts/workspace/workspace.ts';
import { aClient, aManifest, aPicture, aSocketApp, aWorkspace } from '../workspace/a-workspace.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const plain = (text: string) => ({ type: 'plain_text' as const, text });
let browser: Browser;

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
});
afterAll(() => browser.close());

/** A workspace with an app that asks one question in the alert's thread, and a page that looks at it. */
async function aQuestion(viewport: {
  readonly width: number;
  readonly height: number;
}): Promise<readonly [Page, Workspace]> {
  const workspace = await aWorkspace();
  await aSocketApp(workspace, (app) => {
    app.action('yes', async ({ ack, body, client }) => {
      await ack();
      const { channel, message } = body as { channel: { id: string }; message: { ts: string } };
      await client.chat.update({
        channel: channel.id,
        ts: message.ts,
        text: 'growing',
        blocks: answered(body.user.id),
      });
    });
    app.action('pod', async ({ ack, respond }) => {
      await ack();
      await respond({ text: 'Looking at k7p', replace_original: false });
    });
  });
  const alert = workspace.app('Alertmanager').post('alerts', { attachments: [{ title: 'OOMKilled', fallback: 'x' }] });
  const client = aClient(workspace);
  const { files } = await client.filesUploadV2({ file: aPicture(600, 300), filename: 'rss.png' });
  const blocks = question(files[0]?.files?.[0]?.id ?? '');
  await client.apiCall('chat.postMessage', { channel: 'C0ALERTS', thread_ts: alert.ts, text: 'Q', blocks });
  const page = await browser.newPage({ viewport });
  onTestFinished(() => page.close());
  await page.goto(workspace.pageUrl);
  await page.getByRole('button', { name: '1 reply' }).click();
  return [page, workspace];
}

function question(file: string) {
  const options = ['x2x', 'k7p'].map((pod) => ({ text: plain(pod), value: pod }));
  return [
    { type: 'section', text: { type: 'mrkdwn', text: '*Is memory growing?*' } },
    { type: 'image', slack_file: { id: file }, alt_text: 'RSS grew' },
    {
      type: 'actions',
      elements: [
        { type: 'static_select', action_id: 'pod', placeholder: plain('Pod'), options },
        { type: 'button', action_id: 'yes', style: 'primary', text: plain('Yes, growing') },
      ],
    },
  ];
}

function answered(user: string) {
  return [{ type: 'section', text: { type: 'mrkdwn', text: `*Memory is growing.* ✓ Yes · <@${user}>` } } as const];
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  return page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.target)].join(" ")))',
  );
}

describe.each([
  ['desktop', { width: 1280, height: 860 }],
  ['phone', { width: 390, height: 844 }],
])('the page on a %s', (name, viewport) => {
  it('takes answers, shows them at once and is accessible', async () => {
    const [page] = await aQuestion(viewport);
    const thread = page.getByRole('log', { name: 'Replies' });
    await thread.getByRole('combobox', { name: 'Pod' }).selectOption('k7p');
    await thread.getByText('Only visible to you').waitFor();
    expect(await violations(page)).toEqual([]);
    await thread.getByRole('button', { name: 'RSS grew' }).click();
    await page.getByRole('dialog', { name: 'Picture' }).click();
    await thread.getByRole('button', { name: 'Yes, growing' }).click();
    await thread.getByText('Yes · @dana').waitFor();
    expect(await page.getByRole('log', { name: 'Messages' }).isVisible()).toBe(name === 'desktop');
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await page.getByRole('button', { name: 'Back to the channel' }).click();
    await page.getByRole('log', { name: 'Messages' }).waitFor();
    expect(await violations(page)).toEqual([]);
  });
});

describe.each([
  ['desktop', { width: 1280, height: 860 }],
  ['phone', { width: 390, height: 844 }],
])('the Home tab on a %s', (_name, viewport) => {
  it('opens, takes clicks and choices, and is accessible', async () => {
    const page = await aHomeTab(viewport);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Home' }).click();
    const home = page.getByRole('dialog', { name: 'leakbot' });
    await home.getByText('2 muted').waitFor();
    expect(await violations(page)).toEqual([]);
    await home.getByRole('button', { name: 'Unmute' }).click();
    await home.getByText('none muted').waitFor();
    await home.getByRole('combobox', { name: 'Look' }).selectOption('orders');
    await home.getByText('looks at orders').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await home.getByRole('button', { name: 'Close' }).click();
    expect(await home.isVisible()).toBe(false);
  });
});

/** A workspace whose app has a Home tab with a button and a menu, and a page that looks at it. */
async function aHomeTab(viewport: { readonly width: number; readonly height: number }): Promise<Page> {
  const manifest = aManifest();
  const features = { ...manifest.features, app_home: { home_tab_enabled: true } };
  const settings = { ...manifest.settings, event_subscriptions: { bot_events: ['app_home_opened'] } };
  const workspace = await aWorkspace({ manifest: { ...manifest, features, settings } });
  await aSocketApp(workspace, (app) => {
    const publish = (user: string, text: string) =>
      app.client.views.publish({ user_id: user, view: { type: 'home', blocks: homeBlocks(text) } });
    app.event('app_home_opened', async ({ event }) => void (await publish(event.user, '2 muted')));
    app.action('end', async ({ ack, body }) => {
      await ack();
      await publish(body.user.id, 'none muted');
    });
    app.action<BlockAction<StaticSelectAction>>('look', async ({ ack, body, action }) => {
      await ack();
      await publish(body.user.id, `looks at ${action.selected_option.value}`);
    });
  });
  const page = await browser.newPage({ viewport });
  onTestFinished(() => page.close());
  await page.goto(workspace.pageUrl);
  return page;
}

function homeBlocks(text: string) {
  const options = ['orders', 'carts'].map((name) => ({ text: plain(name), value: name }));
  const accessory = { type: 'button' as const, action_id: 'end', text: plain('Unmute') };
  const menu = { type: 'static_select' as const, action_id: 'look', placeholder: plain('Look'), options };
  return [
    { type: 'header' as const, text: plain('Muted') },
    { type: 'section' as const, text: { type: 'mrkdwn' as const, text }, accessory },
    { type: 'actions' as const, elements: [menu] },
  ];
}

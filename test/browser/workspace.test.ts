import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Workspace } from '../../scripts/workspace/workspace.ts';
import { aClient, aPicture, aSocketApp, aWorkspace } from '../workspace/a-workspace.ts';

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

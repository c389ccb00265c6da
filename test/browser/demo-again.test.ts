import { mkdirSync } from 'node:fs';
import pino from 'pino';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openTheatre } from '../../scripts/demo/theatre.ts';

const SHOTS = 'test-results/browser';
const PATIENCE = 30_000;
const PHONE = { width: 360, height: 740 };

let browser: Browser;
beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
});
afterAll(() => browser.close());

async function theDemo(viewport: { readonly width: number; readonly height: number }): Promise<Page> {
  const theatre = await openTheatre({ scenario: 'heap-leak', port: 0, log: pino({ level: 'silent' }) });
  onTestFinished(() => theatre.close());
  const page = await browser.newPage({ viewport, hasTouch: viewport.width < 500 });
  onTestFinished(() => page.close());
  page.setDefaultTimeout(PATIENCE);
  await page.goto(theatre.workspace.pageUrl);
  return page;
}

test('on a phone recordings are chosen again and again, the same one too, and the page says which one plays', {
  timeout: 240_000,
}, async () => {
  const page = await theDemo(PHONE);
  // More often than a browser opens connections to one server.
  for (const name of [
    'goroutine-leak',
    'burst',
    'burst',
    'side-car',
    'heap-leak',
    'node-buffers',
    'heap-leak',
    'burst',
  ]) {
    await page.getByRole('combobox', { name: 'Recording' }).selectOption(name);
    await page.getByRole('button', { name: 'Play' }).click();
    await page.getByText(`Playing: ${name}`).waitFor();
    expect(await page.getByRole('combobox', { name: 'Recording' }).inputValue()).toBe(name);
    const replies = page.getByRole('button', { name: /[0-9] repl(y|ies)/ });
    await replies.first().waitFor();
    // What was said in the plays before is gone: no one would answer there.
    expect(await replies.count()).toBe(1);
  }
});

test.each([
  ['phone', PHONE],
  ['desktop', { width: 1280, height: 900 }],
])(
  'on a %s menus open inside the pane, and the picture is there without a tap',
  { timeout: 120_000 },
  async (name, viewport) => {
    const page = await theDemo(viewport);
    await page.getByRole('button', { name: /[0-9] repl(y|ies)/ }).click();
    const thread = page.getByRole('log', { name: 'Replies' });
    await thread.getByRole('button', { name: 'Yes, growing' }).waitFor();
    const pane = await thread.boundingBox();
    const picture = await thread.getByRole('img').last().boundingBox();
    if (pane === null || picture === null) throw new Error('nothing is shown');
    expect(picture.width).toBeGreaterThanOrEqual(Math.min(290, viewport.width - 70));
    await thread.getByRole('button', { name: 'More actions' }).last().click();
    const menu = await thread.getByRole('menu').last().boundingBox();
    await page.screenshot({ path: `${SHOTS}/${name}-menu.png` });
    if (menu === null) throw new Error('no menu opened');
    expect(menu.x).toBeGreaterThanOrEqual(pane.x);
    expect(menu.y).toBeGreaterThanOrEqual(pane.y);
    expect(menu.x + menu.width).toBeLessThanOrEqual(pane.x + pane.width);
    expect(menu.y + menu.height).toBeLessThanOrEqual(pane.y + pane.height);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(viewport.width);
  },
);

import { mkdirSync } from 'node:fs';
import pino from 'pino';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { appManifest, type Stage, setStage } from '../../scripts/demo/stage.ts';
import { startWorkspace, type Workspace } from '../../scripts/workspace/workspace.ts';

// Pictures of what a person sees go here, to be looked at: `npm run test:browser`.
const SHOTS = 'test-results/browser';
const PATIENCE = 30_000;

let browser: Browser;
let workspace: Workspace;
let stage: Stage;

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
});
afterAll(() => browser.close());

beforeEach(async () => {
  workspace = await startWorkspace({ manifest: appManifest(), fileDelayMs: 100 });
  stage = await setStage({ workspace, scenario: 'heap-leak', log: pino({ level: 'silent' }) });
  await stage.raiseAlert();
});
afterEach(async () => {
  await stage.close();
  await workspace.close();
});

/** The conclusion also stands in the channel: what is asked here is asked of the thread. */
function thread(page: Page): Locator {
  return page.getByRole('log', { name: 'Replies' });
}

async function openThread(width: number, height: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height } });
  page.setDefaultTimeout(PATIENCE);
  await page.goto(workspace.pageUrl);
  await page.getByRole('button', { name: /[0-9] repl(y|ies)/ }).click();
  await page.getByRole('button', { name: 'Yes, growing' }).waitFor();
  return page;
}

// Pictures further up, or in the hidden channel on a phone, load only when they are scrolled to.
const LAST_PICTURE_LOADED = `[...document.querySelectorAll('[aria-label="Replies"] img')].at(-1)?.complete !== false`;

/** The latest message stands at the end; a picture that is still loading would be missing from the shot. */
async function shot(page: Page, name: string): Promise<void> {
  await page.waitForFunction(LAST_PICTURE_LOADED);
  await page.screenshot({ path: `${SHOTS}/${name}.png` });
}

describe.each([
  ['desktop', 1280, 900],
  ['phone', 390, 844],
])('on a %s', (name, width, height) => {
  test('from the alert to the report by real clicks', async () => {
    const page = await openThread(width, height);
    await shot(page, `${name}-1-rss`);
    await thread(page).getByRole('button', { name: 'Yes, growing' }).click();
    await thread(page).getByText('Memory is growing on').waitFor();

    await thread(page).getByText('Is the goroutine count growing').waitFor();
    await thread(page).getByRole('button', { name: 'No', exact: true }).waitFor();
    await shot(page, `${name}-2-goroutines`);
    await thread(page).getByRole('button', { name: 'No', exact: true }).click();

    await thread(page).getByText('Does the live heap grow').waitFor();
    await shot(page, `${name}-3-live-heap`);
    await thread(page).getByRole('button', { name: 'Yes', exact: true }).click();

    await thread(page).getByText('Heap leak in cache.').first().waitFor();
    const source = thread(page)
      .getByRole('link', { name: /cache\.go:\d+/ })
      .first();
    await source.waitFor();
    expect(await source.getAttribute('href')).toMatch(
      /^https:\/\/github\.com\/acme\/markets\/blob\/[0-9a-f]{40}\/internal\/cache\/cache\.go#L\d+$/,
    );
    await shot(page, `${name}-4-report`);
    // The whole report at once, as the README shows it.
    await page.setViewportSize({ width, height: 1400 });
    await thread(page).evaluate('(element) => { element.scrollTop = element.scrollHeight; }');
    await shot(page, `${name}-4-verdict`);
    await page.close();
  });
});

test('another pod is looked at, a changed answer leads elsewhere, and the report is handed over', async () => {
  const page = await openThread(1280, 900);
  const menu = thread(page).getByRole('combobox').filter({ hasText: 'kill' });
  const other = await menu.locator('option').nth(1).getAttribute('value');
  await menu.selectOption(other);
  await thread(page).getByText('Looking again').waitFor();
  await thread(page).getByRole('button', { name: 'Yes, growing' }).waitFor();
  await thread(page).getByRole('button', { name: 'No', exact: true }).click();
  await thread(page).getByText('Memory is not growing on').waitFor();
  await thread(page).getByRole('button', { name: 'Files', exact: true }).click();
  await thread(page).getByText('report.md').first().waitFor();
  await thread(page).getByRole('button', { name: 'Change' }).first().click();
  await thread(page).getByRole('button', { name: 'Yes, growing' }).click();
  await thread(page)
    .getByText(/Superseded by a changed answer/)
    .waitFor();
  await thread(page).getByText('Is the goroutine count growing').waitFor();
  await shot(page, 'desktop-5-changed');
  await page.close();
});

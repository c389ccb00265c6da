import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { seen } from '../support/bot.ts';
import { aWorkspace, start } from '../support/started-bot.ts';

const PROMTOOL = 'promtool';

/** What `promtool check metrics` says of a page, line by line. */
async function lint(page: string): Promise<readonly string[]> {
  const child = spawn(PROMTOOL, ['check', 'metrics'], { stdio: ['pipe', 'ignore', 'pipe'] });
  child.stdin.end(page);
  return (await text(child.stderr)).split('\n').filter((line) => line !== '');
}

test('promtool has nothing to say of Leakbot’s own metrics', { timeout: 60_000 }, async () => {
  const started = await start(await aWorkspace());
  await seen(() => started.said().includes('Leakbot is up'), 30_000);
  const url = /"url":"([^"]+)"/.exec(started.said())?.[1] ?? '';
  const page = await (await fetch(`${url}/metrics`)).text();
  expect(page).toContain('leakbot_build_info{version="');
  const said = await lint(page);
  expect(said.filter((line) => line.startsWith('leakbot_'))).toEqual([]);
  // What it says of the default metrics of prom-client, whose names Leakbot’s own judge reads in services on Node.
  expect(said.map((line) => line.split(' ', 1)[0])).toEqual([
    'nodejs_active_handles_total',
    'nodejs_active_requests_total',
    'nodejs_active_resources_total',
  ]);
});

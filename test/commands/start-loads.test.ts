import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const SAYS = `
  const loaded = [];
  const { registerHooks } = await import('node:module');
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
  await import('./src/commands/start.ts');
  await import('./src/commands/embedded-collector.ts');
  console.log(JSON.stringify([...loaded, ...process.moduleLoadList]));
`;

/** What a start loads without need stays in memory for as long as the bot waits. */
test('a start loads no client that only a proxy needs, no fetch, nothing that draws, and no client of Kubernetes', async () => {
  const args = ['--input-type=module', '--eval', SAYS];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 26 });
  const loaded = JSON.parse(stdout) as readonly string[];
  expect(loaded.some((each) => each.endsWith('/src/commands/run-bot.ts'))).toBe(true);
  const unwanted =
    /\/undici\/|internal\/deps\/undici|napi-rs\/canvas|chart\.js|\/jsonata\/|@slack\/(bolt|socket-mode)|@kubernetes/;
  expect(loaded.filter((each) => unwanted.test(each))).toEqual([]);
});

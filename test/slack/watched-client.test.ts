import { expect, onTestFinished, test } from 'vitest';
import { appManifest } from '../../scripts/demo/stage.ts';
import { startWorkspace } from '../../scripts/workspace/workspace.ts';
import { watchedClient } from '../../src/slack/watched-client.ts';

const OPTIONS = { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true } as const;

test('each call is counted by its method and how it ended, whichever way it was made', async () => {
  const workspace = await startWorkspace({ manifest: appManifest() });
  onTestFinished(() => workspace.close());
  const counted: string[] = [];
  const watch = { called: (method: string, result: string) => void counted.push(`${method} ${result}`) };
  const client = watchedClient(workspace.botToken, { ...OPTIONS, slackApiUrl: workspace.apiUrl }, watch);
  const channel = workspace.channels['alerts']?.id ?? '';

  await client.chat.postMessage({ channel, text: 'a word' });
  await client.apiCall('auth.test');
  await client.chat.postMessage({ channel: 'C0NOTHING', text: 'a word' }).catch(() => undefined);
  workspace.faults.add({ kind: 'rate-limited', method: 'auth.test', seconds: 1 });
  await client.auth.test().catch(() => undefined);
  const nowhere = watchedClient('xoxb-1', { ...OPTIONS, slackApiUrl: 'http://127.0.0.1:1/api/' }, watch);
  await nowhere.auth.test().catch(() => undefined);

  expect(counted).toEqual([
    'chat.postMessage ok',
    'auth.test ok',
    'chat.postMessage refused',
    'auth.test rate-limited',
    'auth.test unreachable',
  ]);
});

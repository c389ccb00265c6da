import { expect, onTestFinished, test } from 'vitest';
import type { Alarm } from '../../src/foundation/clock.ts';
import { systemClock } from '../../src/foundation/clock.ts';
import { SlackHealth } from '../../src/slack/health.ts';
import { aClient, aWorkspace } from '../workspace/a-workspace.ts';

async function aHealth(options: Parameters<typeof aWorkspace>[0] = {}) {
  const workspace = await aWorkspace(options);
  const log: object[] = [];
  let again = () => {};
  const alarm: Alarm = (_, ring) => {
    again = ring;
    return () => undefined;
  };
  const channels = [workspace.channels['alerts']?.id ?? ''];
  const client = aClient(workspace);
  const health = new SlackHealth({
    client,
    channels,
    clock: systemClock,
    alarm,
    log: { warn: (facts) => log.push(facts) },
  });
  onTestFinished(() => health.stop());
  const asked = async () => {
    // Each round ends with the alarm of the next one.
    const before = again;
    for (let wait = 0; again === before && wait < 500; wait += 1)
      await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { workspace, health, log, asked, again: () => again() };
}

test('nothing is wrong where Slack takes the token and Leakbot is in the channel', async () => {
  const { health, log, asked } = await aHealth();
  health.start();
  await asked();
  expect(health.trouble()).toBeUndefined();
  expect(log).toEqual([]);
});

test('a revoked token is found without a message to post, logged once, and forgotten when it is fixed', async () => {
  const { workspace, health, log, asked, again } = await aHealth();
  workspace.faults.add({ kind: 'error', error: 'token_revoked', method: 'auth.test', times: 2 });
  health.start();
  await asked();
  expect(health.trouble()).toContain('SLACK_BOT_TOKEN was revoked');
  again();
  await asked();
  expect(log).toHaveLength(1);
  again();
  await asked();
  expect(health.trouble()).toBeUndefined();
});

test('a channel without Leakbot is named with what to do', async () => {
  const { health, asked } = await aHealth({ channels: [{ name: 'alerts', bot: false }] });
  health.start();
  await asked();
  expect(health.trouble()).toContain('/invite @leakbot');
});

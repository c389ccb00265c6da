import { expect, test } from 'vitest';
import { checkSenders } from '../../src/commands/doctor-senders.ts';
import type { Settings } from '../../src/config/settings.ts';
import { Secret } from '../../src/foundation/secret.ts';

async function saysOf(token: string | undefined, webhooks: Settings['webhooks'] = []): Promise<readonly string[]> {
  const senderSecrets = new Map(token === undefined ? [] : [['LEAKBOT_WEBHOOK_TOKEN', new Secret(token)]]);
  const http: Settings['http'] = { host: '127.0.0.1', port: 8080, senderSecrets };
  const sections = await checkSenders({ slack: { botToken: new Secret('xoxb-1') }, http, webhooks });
  return sections.flatMap(({ checks }) => checks.map(({ state, says }) => `${state}: ${says}`));
}

test('each sender’s route, and what it must present', async () => {
  expect(await saysOf('a-token-of-enough-length')).toContainEqual(
    expect.stringMatching(/^ok: Alertmanager posts to \/webhooks\/alertmanager and presents LEAKBOT_WEBHOOK_TOKEN as /),
  );
});

test('without a token, which only a bot on loopback may lack, nothing is asked for', async () => {
  expect((await saysOf(undefined)).join('\n')).not.toContain('LEAKBOT_WEBHOOK_TOKEN');
});

test('a token that can be guessed is warned of, and not shown', async () => {
  const says = (await saysOf('abc')).join('\n');
  expect(says).toContain('warning: LEAKBOT_WEBHOOK_TOKEN has fewer than 16 characters');
  expect(says).not.toContain('abc');
});

test('an expression of a mapping that cannot be read is a fault', async () => {
  const mapping = { name: 'ours', id: 'key[', status: "'firing'", title: 'name', startsAt: 'at' };
  expect(await saysOf('a-token-of-enough-length', [mapping])).toContainEqual(
    expect.stringMatching(/^fault: leakbot\.yaml webhooks \(ours\)\.id: is not a JSONata expression: /),
  );
});

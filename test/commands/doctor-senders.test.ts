import { expect, test } from 'vitest';
import { checkSenders } from '../../src/commands/doctor-senders.ts';
import type { Settings } from '../../src/config/settings.ts';
import { Secret } from '../../src/foundation/secret.ts';

function saysOf(token: string | undefined): readonly string[] {
  const senderSecrets = new Map(token === undefined ? [] : [['LEAKBOT_WEBHOOK_TOKEN', new Secret(token)]]);
  const http: Settings['http'] = { host: '127.0.0.1', port: 8080, senderSecrets };
  const sections = checkSenders({ slack: { botToken: new Secret('xoxb-1') }, http, webhooks: [] });
  return sections.flatMap(({ checks }) => checks.map(({ state, says }) => `${state}: ${says}`));
}

test('each sender’s route, and what it must present', () => {
  expect(saysOf('a-token-of-enough-length')).toContainEqual(
    expect.stringMatching(/^ok: Alertmanager posts to \/webhooks\/alertmanager and presents LEAKBOT_WEBHOOK_TOKEN as /),
  );
});

test('without a token, which only a bot on loopback may lack, nothing is asked for', () => {
  expect(saysOf(undefined).join('\n')).not.toContain('LEAKBOT_WEBHOOK_TOKEN');
});

test('a token that can be guessed is warned of, and not shown', () => {
  const says = saysOf('abc').join('\n');
  expect(says).toContain('warning: LEAKBOT_WEBHOOK_TOKEN has fewer than 16 characters');
  expect(says).not.toContain('abc');
});

import { expect, test } from 'vitest';
import { exceptions } from '../../../src/adapters/http-client/no-proxy.ts';

test.each<[noProxy: string, host: string, port: number, direct: boolean]>([
  ['', 'slack.com', 443, false],
  ['slack.com', 'slack.com', 443, true],
  ['slack.com', 'wss.slack.com', 443, true],
  ['slack.com', 'notslack.com', 443, false],
  ['.slack.com', 'wss.slack.com', 443, true],
  ['*.slack.com', 'wss.slack.com', 443, true],
  ['Slack.COM', 'WSS.slack.com', 443, true],
  ['slack.com:8443', 'slack.com', 443, false],
  ['slack.com:443', 'slack.com', 443, true],
  ['a.test, slack.com  b.test', 'slack.com', 443, true],
  ['*', 'slack.com', 443, true],
  ['slack.com.evil.test', 'slack.com', 443, false],
])('NO_PROXY %j: %s:%i directly: %s', (noProxy, host, port, direct) => {
  expect(exceptions(noProxy)(host, port)).toBe(direct);
});

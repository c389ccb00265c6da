import { describe, expect, onTestFinished, test } from 'vitest';
import { checkGrafana, checkPagerDuty } from '../../../src/adapters/alert-senders/check.ts';
import { loopback } from '../../support/loopback.ts';

const TOKEN = 'a-token-that-no-one-may-see';

interface Reply {
  readonly status?: number;
  readonly body?: unknown;
}

/** A server that answers by path, and what it was asked; anything but reading would change something. */
async function serving(replies: Readonly<Record<string, Reply>>) {
  const asked: string[] = [];
  const server = await loopback((request, response) => {
    const [path = ''] = (request.url ?? '').split('?', 1);
    asked.push(`${request.method} ${path} ${request.headers.authorization}`);
    const { status = 200, body = {} } = replies[path] ?? { status: 404 };
    // Some servers repeat what they were asked with.
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { location: 'http://127.0.0.1:9/login' }).end(text);
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { url: server.url, asked };
}

const pagerduty = (url: string) => checkPagerDuty({ token: TOKEN, from: 'OnCall@acme.io', url });
const users = (...emails: readonly string[]) => ({ '/users': { body: { users: emails.map((email) => ({ email })) } } });

describe('PAGERDUTY_API_TOKEN', () => {
  test.each<[string, Readonly<Record<string, Reply>>, string, RegExp]>([
    ['is accepted, and the user is there', users('b@acme.io', 'oncall@acme.io'), 'ok', /PAGERDUTY_FROM is a user/],
    ['is not accepted', { '/users': { status: 401, body: { error: { message: TOKEN } } } }, 'fault', /does not accept/],
    ['belongs to an account without that user', users('b@acme.io'), 'warning', /no user with the address/],
    ['may not read users', { '/users': { status: 403 } }, 'warning', /403/],
    ['came too often', { '/users': { status: 429 } }, 'warning', /was not tried/],
    ['met a broken server', { '/users': { status: 502, body: '<html>' } }, 'warning', /502/],
    ['is answered with no JSON', { '/users': { body: '<html>' } }, 'warning', /no user/],
    ['is answered with something else', { '/users': { body: { users: 'none' } } }, 'warning', /no user/],
    [
      'is answered with users without addresses',
      { '/users': { body: { users: [null, 4, {}] } } },
      'warning',
      /no user/,
    ],
  ])('%s', async (_, replies, state, says) => {
    const server = await serving(replies);
    const check = await pagerduty(server.url);
    expect(check).toMatchObject({ state, says: expect.stringMatching(says) as string });
    expect(JSON.stringify(check)).not.toContain(TOKEN);
    expect(server.asked).toEqual([`GET /users Token token=${TOKEN}`]);
  });

  test('a server that is down is one fault, without the token', async () => {
    const check = await pagerduty('http://127.0.0.1:9');
    expect(check).toMatchObject({ state: 'fault', says: expect.stringContaining('http://127.0.0.1:9') as string });
    expect(JSON.stringify(check)).not.toContain(TOKEN);
  });
});

const LIST = '/api/annotations';
const RIGHTS = '/api/access-control/user/permissions';

describe('GRAFANA_TOKEN', () => {
  test.each<[string, Readonly<Record<string, Reply>>, string, RegExp]>([
    [
      'may write',
      { [LIST]: { body: [] }, [RIGHTS]: { body: { 'annotations:create': ['*'] } } },
      'ok',
      /reads and writes/,
    ],
    [
      'may only read',
      { [LIST]: { body: [] }, [RIGHTS]: { body: { 'annotations:read': ['*'] } } },
      'fault',
      /not write/,
    ],
    ['meets an old Grafana', { [LIST]: { body: [] } }, 'ok', /shows with the first note/],
    ['meets one that hides its rights', { [LIST]: { body: [] }, [RIGHTS]: { status: 403 } }, 'ok', /first note/],
    [
      'is not accepted',
      { [LIST]: { status: 401, body: { message: TOKEN } } },
      'fault',
      /does not accept GRAFANA_TOKEN/,
    ],
    ['may not even read', { [LIST]: { status: 403 } }, 'fault', /may not read/],
    ['goes to another program', { [LIST]: { body: '<html>hello</html>' } }, 'fault', /GRAFANA_URL answers 200/],
    ['goes to a login page', { [LIST]: { status: 302 } }, 'fault', /GRAFANA_URL answers 302/],
    ['goes to a wrong path', {}, 'fault', /GRAFANA_URL answers 404/],
  ])('%s', async (_, replies, state, says) => {
    const server = await serving(replies);
    const check = await checkGrafana({ token: TOKEN, url: `${server.url}/` });
    expect(check).toMatchObject({ state, says: expect.stringMatching(says) as string });
    expect(JSON.stringify(check)).not.toContain(TOKEN);
    expect(server.asked.every((each) => each.startsWith('GET ') && each.endsWith(`Bearer ${TOKEN}`))).toBe(true);
  });
});

import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type HttpServer, startHttpServer } from '../../../src/adapters/http-server/http-server.ts';
import type { Alert } from '../../../src/alert/alert.ts';
import { alertSenders } from '../../../src/alert/senders.ts';
import { BODIES } from '../../alert/bodies.ts';

const TOKEN = 'a-long-secret';
const KEY = 'a-signing-key';
let server: HttpServer;
let taken: Alert[];
let storing: () => Promise<void>;
let slack: string | undefined;
let logged: string[];
let slackEvents: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  taken = [];
  storing = () => Promise.resolve();
  slack = undefined;
  logged = [];
  slackEvents = (_request, response) => void response.end('taken');
  server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    senders: alertSenders([]),
    secretOf: (name) =>
      name === 'LEAKBOT_WEBHOOK_TOKEN' ? TOKEN : name === 'PAGERDUTY_WEBHOOK_SECRET' ? KEY : undefined,
    now: () => Date.UTC(2026, 10, 23, 3, 5),
    onAlerts: async (alerts) => {
      await storing();
      taken.push(...alerts);
    },
    readiness: { slack: () => Promise.resolve(slack), store: () => Promise.resolve(undefined) },
    metrics: () => Promise.resolve({ contentType: 'text/plain; version=0.0.4', text: 'up 1\n' }),
    slackEvents: (request, response) => slackEvents(request, response),
    log: {
      info: () => undefined,
      warn: () => undefined,
      error: (facts, message) => void logged.push(JSON.stringify({ facts, message })),
    },
  });
});
afterEach(() => server.close(100));

const alert = {
  status: 'firing',
  labels: { alertname: 'KubeContainerOOMKilled', namespace: 'prod', pod: 'quotes-0', container: 'quotes' },
  startsAt: '2026-11-23T03:04:05Z',
};
const payload = JSON.stringify({ version: '4', alerts: [alert] });

function post(body: string, headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` }): Promise<Response> {
  return fetch(`${server.url}/webhooks/alertmanager`, { method: 'POST', body, headers });
}

describe('POST /webhooks/alertmanager', () => {
  test('is 202 once stored', async () => {
    const response = await post(payload);
    expect([response.status, await response.json()]).toEqual([202, { taken: 1, ignored: 0, truncated: 0 }]);
    expect(taken.map((each) => each.name)).toEqual(['KubeContainerOOMKilled']);
  });

  test('takes the token as the password of basic authentication too', async () => {
    const basic = Buffer.from(`alertmanager:${TOKEN}`).toString('base64');
    expect((await post(payload, { authorization: `Basic ${basic}` })).status).toBe(202);
  });

  test.each<[string, Record<string, string>]>([
    ['no token', {}],
    ['a wrong one', { authorization: 'Bearer wrong' }],
    ['another scheme', { authorization: `Digest ${TOKEN}` }],
  ])('with %s is 401 and takes nothing', async (_, headers) => {
    expect((await post(payload, headers)).status).toBe(401);
    expect(taken).toEqual([]);
  });

  test.each([
    ['{', 400, /not JSON/],
    ['{"version":"3","alerts":[]}', 400, /version/],
    [`{"x":"${'y'.repeat(9 * 1024 * 1024)}"}`, 413, /larger than 8 MiB/],
  ])('%.20s is refused with a reason', async (body, status, reason) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(reason);
  });

  test.each(['gzip', 'GZIP', 'deflate, br'])('in %s is 415 with the reason, and takes nothing', async (encoding) => {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-encoding': encoding };
    const body = encoding === 'gzip' ? gzipSync(payload) : payload;
    const response = await fetch(`${server.url}/webhooks/alertmanager`, { method: 'POST', body, headers });
    expect([response.status, response.headers.get('accept-encoding')]).toEqual([415, 'identity']);
    expect(await response.json()).toEqual({
      error: `the body is compressed (content-encoding: ${encoding.toLowerCase()}): send it as it is`,
    });
    expect(taken).toEqual([]);
    const stranger = await fetch(`${server.url}/webhooks/alertmanager`, {
      method: 'POST',
      body,
      headers: { 'content-encoding': encoding },
    });
    expect(stranger.status).toBe(401);
  });

  test('said to be as it is, is taken', async () => {
    expect((await post(payload, { authorization: `Bearer ${TOKEN}`, 'content-encoding': 'identity' })).status).toBe(
      202,
    );
  });

  test('is 503 when it cannot be stored, so that the sender tries again', async () => {
    storing = () => Promise.reject(new Error('disk full'));
    const response = await post(payload);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '10']);
  });
});

describe.each(alertSenders([]).map(({ name, path }) => ({ name, path })))('POST $path', ({ name, path }) => {
  const fired = JSON.stringify(BODIES[name]?.fired);
  const signed = (body: string): Record<string, string> =>
    name === 'pagerduty'
      ? { 'x-pagerduty-signature': `v1=${createHmac('sha256', KEY).update(body).digest('hex')}` }
      : { authorization: `Bearer ${TOKEN}` };
  const call = async (body: string, headers: Record<string, string>) =>
    (await fetch(`${server.url}${path}`, { method: 'POST', body, headers })).status;

  test('is 202 once stored, 401 for a stranger or a forged body, 400 and 413 for what cannot be read', async () => {
    expect(await call(fired, signed(fired))).toBe(202);
    expect(taken.map(({ source }) => source)).toEqual([name]);
    expect(await call(fired, {})).toBe(401);
    expect(await call(`${fired} `, name === 'pagerduty' ? signed(fired) : { authorization: 'Bearer x' })).toBe(401);
    expect(await call('{', signed('{'))).toBe(400);
    const large = JSON.stringify('y'.repeat(9 * 1024 * 1024));
    expect(await call(large, signed(large))).toBe(413);
    expect(taken).toHaveLength(1);
  });
});

/** The status line that a request gets, byte for byte as given. */
async function raw(firstLine: string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.end(`${firstLine} HTTP/1.1\r\nhost: leakbot\r\nconnection: close\r\n\r\n`);
  return (await text(socket)).split('\r\n')[0] ?? '';
}

describe('/slack/events', () => {
  test('POST goes to Slack’s listener', async () => {
    const response = await fetch(`${server.url}/slack/events?retry=1`, { method: 'POST', body: '{}' });
    expect(await response.text()).toBe('taken');
  });

  test.each(['GET', 'PUT', 'DELETE'])('%s is 405, not an exception', async (method) => {
    slackEvents = () => {
      throw new Error('this listener takes POST only');
    };
    const response = await fetch(`${server.url}/slack/events`, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('an exception of the listener is 500, and the log keeps the request’s headers out', async () => {
    slackEvents = (request) => {
      throw Object.assign(new Error('cannot parse'), { req: request });
    };
    const headers = { 'x-slack-signature': 'v0=psst', authorization: 'Bearer psst' };
    const response = await fetch(`${server.url}/slack/events`, { method: 'POST', headers, body: '{}' });
    expect(response.status).toBe(500);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain('cannot parse');
    expect(logged[0]).not.toContain('psst');
  });
});

describe('the rest', () => {
  test.each([
    ['GET //', 404],
    ['GET //[', 404],
    ['GET /%', 404],
    ['GET http://[/', 404],
    ['OPTIONS *', 404],
    ['GET /constructor', 404],
    ['GET /healthz?x=//', 200],
  ])('%s is %i, and the server lives', async (line, status) => {
    expect(await raw(line)).toContain(`HTTP/1.1 ${status} `);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  test('alive, ready, not ready, metrics', async () => {
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${server.url}/readyz`)).json()).toEqual({ slack: 'ok', store: 'ok' });
    slack = 'not connected';
    const response = await fetch(`${server.url}/readyz`);
    expect([response.status, await response.json()]).toEqual([503, { slack: 'not connected', store: 'ok' }]);
    const one = async (name: string) => {
      const answer = await fetch(`${server.url}/readyz/${name}`);
      return [answer.status, await answer.json()];
    };
    expect(await one('store')).toEqual([200, { store: 'ok' }]);
    expect(await one('slack')).toEqual([503, { slack: 'not connected' }]);
    expect((await one('role'))[0]).toBe(404);
    expect(await (await fetch(`${server.url}/metrics`)).text()).toBe('up 1\n');
  });

  test('whoever misspells the address of a webhook is shown those there are', async () => {
    const answer = await fetch(`${server.url}/webhooks/generic/nagios`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(404);
    expect(await answer.text()).toMatch(/no such path.*\/webhooks\/alertmanager.*leakbot\.yaml/);
    expect(await (await fetch(`${server.url}/nowhere`)).text()).not.toMatch(/webhooks/);
  });

  test('of a call with an alert that is wrong the others are taken, and the answer says how many were not', async () => {
    const body = JSON.stringify({ version: '4', alerts: [alert, { ...alert, labels: null }] });
    const answer = await post(body);
    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({ taken: 1, unreadable: { count: 1 } });
    expect(taken).toHaveLength(1);
  });

  test('an unknown path is 404, a wrong method 405', async () => {
    expect((await fetch(`${server.url}/nowhere`)).status).toBe(404);
    const response = await fetch(`${server.url}/webhooks/alertmanager`);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('a taken port is said plainly', async () => {
    const port = Number(new URL(server.url).port);
    const second = startHttpServer({
      host: '127.0.0.1',
      port,
      senders: [],
      secretOf: () => undefined,
      onAlerts: () => Promise.resolve(),
      readiness: {},
      metrics: () => Promise.resolve({ contentType: 'text/plain', text: '' }),
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    });
    await expect(second).rejects.toThrow(/LEAKBOT_PORT/);
  });
});

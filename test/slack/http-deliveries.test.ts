import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { signatureHeaders } from '../../scripts/workspace/intake/signed-http.ts';
import { InvalidInputError } from '../../src/foundation/errors.ts';
import { signedDeliveries } from '../../src/slack/http-deliveries.ts';
import { readGesture } from '../../src/slack/listeners/gesture.ts';

const SECRET = 'harmless';
const nowSeconds = () => Math.floor(Date.now() / 1000);

let url: string;
let taken: unknown[];

beforeEach(async () => {
  taken = [];
  const listener = signedDeliveries({
    signingSecret: SECRET,
    log: { warn: () => undefined, error: () => undefined },
    take: (body) => {
      const reading = readGesture(body);
      if (reading.kind === 'malformed') return Promise.reject(new InvalidInputError(reading.problem));
      taken.push(body);
      return Promise.resolve(undefined);
    },
  });
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

function post(body: string, headers: Record<string, string> = signatureHeaders(body, SECRET)): Promise<Response> {
  return fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
}

const EVENT = JSON.stringify({ type: 'event_callback', event_id: 'Ev1', event: { type: 'reaction_added' } });

describe('a signed delivery', () => {
  test('is acknowledged once it is taken', async () => {
    expect((await post(EVENT)).status).toBe(200);
    expect(taken).toHaveLength(1);
  });

  test.each(['null', '[]', '7', '"leak"', '{}', '{"type":7}', '{"type":"block_actions"}', '{"type":"event_callback"}'])(
    '%s gets an answer that says what is wrong',
    async (body) => {
      const answer = await post(body);
      expect(answer.status).toBe(400);
      expect(await answer.text()).toMatch(/the body|: /);
      expect(taken).toEqual([]);
    },
  );

  test('that is no JSON, too', async () => {
    expect((await post('leak')).status).toBe(400);
  });

  test('Slack’s checks are answered', async () => {
    const challenge = await post(JSON.stringify({ type: 'url_verification', challenge: 'c1' }));
    expect(await challenge.json()).toEqual({ challenge: 'c1' });
    const check = await post('ssl_check=1', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(check.status).toBe(200);
    expect(taken).toEqual([]);
  });
});

test.each([
  ['ten minutes ago', -600, 401],
  ['four minutes ago', -240, 200],
  ['in four minutes', 240, 200],
  ['in ten minutes', 600, 401],
])('a time %s', async (_name, offset, status) => {
  expect((await post(EVENT, signatureHeaders(EVENT, SECRET, nowSeconds() + offset))).status).toBe(status);
});

test.each([
  ['another secret', signatureHeaders(EVENT, 'other')],
  ['no signature', {}],
  ['a signature of another body', signatureHeaders('{}', SECRET)],
])('%s is refused', async (_name, headers) => {
  expect((await post(EVENT, headers)).status).toBe(401);
  expect(taken).toEqual([]);
});

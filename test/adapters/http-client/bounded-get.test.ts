import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { boundedGet, boundedPost } from '../../../src/adapters/http-client/bounded-get.ts';
import { loopback } from '../../support/loopback.ts';

async function got(listener: RequestListener, maxBytes = 10_000) {
  await using server = await loopback(listener);
  return await boundedGet({ url: new URL(server.url), timeout: 5000, maxBytes });
}

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
  ['identity', (bytes: Buffer) => bytes],
] as const)('an answer encoded as %s is read as it was before', async (encoding, encode) => {
  const text = Buffer.from('{"status":"success"}'.repeat(100));
  const answer = await got((_, response) =>
    response.writeHead(200, { 'content-encoding': encoding }).end(encode(text)),
  );
  expect(answer).toMatchObject({ kind: 'answer', body: text });
});

test('the limit holds for what an encoded answer becomes', async () => {
  const answer = await got((_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1_000_000))),
  );
  expect(answer).toEqual({ kind: 'too-large', limit: 10_000 });
});

test.each<[string, RequestListener]>([
  [
    'an encoded answer',
    (_, response) => {
      const whole = gzipSync(randomBytes(5000));
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': whole.length });
      response.write(whole.subarray(0, 2000), () => response.destroy());
    },
  ],
  [
    'an answer',
    (_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => response.destroy());
    },
  ],
  [
    'an encoding of another length',
    (_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(randomBytes(5000)).subarray(0, 2000));
    },
  ],
])('%s that is broken off is no answer', async (_name, listener) => {
  expect(await got(listener)).toMatchObject({ kind: 'cut-off' });
});

test('headers are found by their name in lower case, those that came twice together', async () => {
  const answer = await got((_, response) =>
    response
      .writeHead(
        302,
        [
          ['Location', '/next'],
          ['Via', 'one'],
          ['Via', 'two'],
        ].flat(),
      )
      .end(),
  );
  expect(answer).toMatchObject({ kind: 'answer', status: 302, location: '/next', contentType: '' });
  if (answer.kind === 'answer') {
    expect(answer.header('via')).toBe('one, two');
    expect(answer.headerNames).toContain('via');
    expect(answer.header('x-none')).toBeUndefined();
  }
});

test('a request that meets the end of a kept connection is sent again', async () => {
  const connections = new Set<Socket>();
  let asked = 0;
  await using server = await loopback((request, response) => {
    asked += 1;
    connections.add(request.socket);
    if (asked === 2) request.socket.resetAndDestroy();
    else response.end(String(asked));
  });
  const ask = () => boundedGet({ url: new URL(server.url), timeout: 5000, maxBytes: 100 });
  expect(await ask()).toMatchObject({ body: Buffer.from('1') });
  expect(await ask()).toMatchObject({ body: Buffer.from('3') });
  expect(connections.size).toBe(2);
});

test('a request that a new connection does not answer is not sent again', async () => {
  let tries = 0;
  const answer = await got((request) => {
    tries += 1;
    request.socket.resetAndDestroy();
  });
  expect(answer).toMatchObject({ kind: 'unreachable', cause: 'ended' });
  expect(tries).toBe(1);
});

test('what is posted arrives whole', async () => {
  const arrived: { length: string | undefined; body: string }[] = [];
  await using server = await loopback((request, response) => {
    void buffer(request).then((body) => {
      arrived.push({ length: request.headers['content-length'], body: String(body) });
      response.end('taken');
    });
  });
  const url = new URL(server.url);
  await boundedPost({
    url,
    headers: { 'content-type': 'application/json' },
    body: '"é"',
    timeout: 5000,
    maxBytes: 100,
  });
  expect(arrived).toEqual([{ length: '4', body: '"é"' }]);
});

test('whoever stops waiting is let go, and the connection with it', async () => {
  const abort = new AbortController();
  await using server = await loopback((_, response) => {
    response.write('a beginning');
  });
  const closed = once(server.server, 'connection').then(([socket]: Socket[]) =>
    socket === undefined ? undefined : once(socket, 'close'),
  );
  const asked = boundedGet({ url: new URL(server.url), timeout: 5000, maxBytes: 100, signal: abort.signal });
  setTimeout(() => abort.abort(), 100);
  await expect(asked).rejects.toThrow('abort');
  await closed;
});

import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { slackFetch } from '../../../src/adapters/http-client/slack-fetch.ts';

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const FORM = {
  method: 'POST',
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  body: 'text=gr%C3%BCn',
};

test('a form arrives as it was sent, and the answer can be read', async () => {
  const url = await serving((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { method, headers } = request;
      response.writeHead(429, { 'Retry-After': '3', 'content-type': 'application/json' });
      response.end(JSON.stringify({ method, type: headers['content-type'], body: Buffer.concat(parts).toString() }));
    });
  });
  const answer = await slackFetch(url, FORM);
  expect(answer).toMatchObject({ ok: false, status: 429, url });
  expect(answer.headers.get('Retry-After')).toBe('3');
  expect(answer.headers.get('X-None')).toBeNull();
  expect(Object.fromEntries(answer.headers.entries())).toMatchObject({ 'retry-after': '3' });
  const said = { method: 'POST', type: 'application/x-www-form-urlencoded', body: 'text=gr%C3%BCn' };
  expect(await answer.json()).toEqual(said);
  expect(JSON.parse(await answer.text())).toEqual(said);
});

/** What a message posts may have been posted, though the connection ended without an answer. */
test('a request is sent once, also where a kept connection ends in its middle', async () => {
  const sockets = new Set<Socket>();
  let asked = 0;
  const url = await serving((request, response) => {
    asked += 1;
    if (asked === 1) {
      sockets.add(request.socket);
      response.end('{}');
    } else {
      expect(sockets).toContain(request.socket);
      request.socket.destroy();
    }
  });
  await (await slackFetch(url, FORM)).text();
  await expect(slackFetch(url, FORM)).rejects.toThrow();
  expect(asked).toBe(2);
});

test('a call that takes too long is given up', async () => {
  const url = await serving(() => undefined);
  await expect(slackFetch(url, { ...FORM, signal: AbortSignal.timeout(50) })).rejects.toThrow();
});
